-- Create the functions that resolve conflicts.
--
-- Why     When an address becomes free, a user who waits for it gets it.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Gives a free address to the users who wait for it, in the order of their ids. Their number is bounded, because this
-- is the transaction of another user. Users that another transaction is changing are skipped, because waiting could
-- deadlock. They can be retried.
create function ${schema}.settle_legacy_conflicts(freed text)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set lock_timeout = '${lock_timeout}'
            set enable_seqscan = off
as $$
declare
  waiting bigint;
begin
  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(array(
             select c.user_id
               from ${schema}.user_email_legacy_conflicts c
              where c.normalized_email_address = freed
              order by c.user_id
              limit 10))
     order by u.${users_key}
       for no key update
      skip locked
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);
  end loop;
end
$$;

comment on function ${schema}.settle_legacy_conflicts(text) is
'Retries the conflicts of users who wait for an address. pii=none';

revoke execute
    on function ${schema}.settle_legacy_conflicts(text)
  from public;

-- Retries users who were skipped or were being changed, and whose obstacle is gone. Locks only these, and a bounded
-- number of them, because there may be very many conflicts.
create function ${schema}.retry_legacy_conflicts(batch integer default 1000)
        returns bigint
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set lock_timeout = '${lock_timeout}'
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  ids     bigint[];
  waiting bigint;
  settled bigint := 0;
begin
  -- One table at a time, so that the planner has no choice.
  ids := array(
    select c.user_id
      from ${schema}.user_email_legacy_conflicts c
     where octet_length(c.normalized_email_address) <= 2000
       and (
             select o.id
               from ${schema}.user_email_addresses o
              where o.normalized_email_address = c.normalized_email_address
                and (o.confirmed or o.institution_managed)
                and o.user_id <> c.user_id
              limit 1) is null
     order by c.user_id
     limit batch);

  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(ids)
     order by u.${users_key}
       for no key update
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);

    if not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = waiting) then
      settled := settled + 1;
    end if;
  end loop;

  return settled;
end
$$;

comment on function ${schema}.retry_legacy_conflicts(integer) is
'Retries up to the given number of conflicts whose obstacle may be gone, and returns how many were resolved. Locks the users concerned. pii=none';

revoke execute
    on function ${schema}.retry_legacy_conflicts(integer)
  from public;
