-- Create the function that fills the column from the addresses.
--
-- Why     After the column was brought back, the addresses take precedence.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$,
         $condition$ ${legacy_confirmed_at} $condition$,
         $condition$ ${legacy_created_at} $condition$);

-- The tables are being filled while their statistics say that they are empty, and one call of the procedure keeps its
-- plans until it ends. So no statement leaves the planner a choice: each reads one table by its key, and looks up the
-- others by an index for each row.

-- The opposite direction, after the column was brought back. The lock needs a statement of its own: a single statement
-- would see the addresses as they were before it waited for the lock.
create function ${schema}.fill_legacy_email_addresses(after_id bigint, up_to_id bigint, batch integer)
        returns table (
          last_id bigint,
          seen    integer,
          taken   integer,
          apart   bigint[])
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  ids bigint[];
begin
  select array_agg(l.id)
    into ids
    from (
           select u.${users_key} as id
             from ${schema}.${users_table} u
            where u.${users_key} > after_id
              and u.${users_key} <= up_to_id
            order by u.${users_key}
            limit batch
              for no key update) l;

  select count(w.written)
    into taken
    from (
           select ${schema}.write_legacy_email_address(
                    e.user_id,
                    e.email_address,
                    e.confirmed,
                    e.confirmed_at,
                    e.institution_managed,
                    e.institution_id) as written
             from ${schema}.user_email_addresses e
            where e.user_id = any(ids)
              and e.primary) w;

  -- Users who have no address, but got one in the column before forwarding was on again.
  select array_agg(u.${users_key})
    into apart
    from ${schema}.${users_table} u
   where u.${users_key} = any(ids)
     and not ${schema}.is_blank_email_address(u.${legacy_column})
     and (
           select e.id
             from ${schema}.user_email_addresses e
            where e.user_id = u.${users_key}
            limit 1) is null;

  last_id := (select max(i) from unnest(ids) as i);
  seen := coalesce(cardinality(ids), 0);
  return next;
end
$$;

comment on function ${schema}.fill_legacy_email_addresses(bigint, bigint, integer) is
'Fills the legacy column of the next users from their primary addresses. pii=none';

revoke execute
    on function ${schema}.fill_legacy_email_addresses(bigint, bigint, integer)
  from public;
