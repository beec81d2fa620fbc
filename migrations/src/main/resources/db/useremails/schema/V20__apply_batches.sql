-- Create the functions that apply a planned roster batch by batch.
--
-- Why     The database decides which lines a batch has, so no keys travel to the application and back.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- For callers who must read the users before they change. The lock on the roster makes sure that the batch which is
-- applied afterwards, in the same transaction, is this one.
create function ${schema}.lock_next_institution_roster_users(
                  locked_roster_id bigint,
                  batch_size integer)
        returns bigint[]
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  lines       integer[];
  address_ids bigint[];
  user_ids    bigint[];
begin
  perform
     from ${schema}.user_email_rosters r
    where r.id = locked_roster_id
      for no key update;

  lines := ${schema}.next_institution_roster_lines(locked_roster_id, batch_size);
  address_ids := case
                   when lines is null
                   then ${schema}.next_institution_roster_releases(locked_roster_id, batch_size)
                 end;

  select array_agg(distinct b.user_id)
    into user_ids
    from (
           select l.user_id
             from ${schema}.user_email_roster_lines l
            where l.roster_id = locked_roster_id
              and l.line = any(lines)
            union all
           select d.user_id
             from ${schema}.user_email_roster_releases d
            where d.roster_id = locked_roster_id
              and d.user_email_address_id = any(address_ids)) b;

  perform
     from ${schema}.${users_table} u
    where u.${users_key} = any(user_ids)
    order by u.${users_key}
      for no key update;

  return user_ids;
end
$$;

comment on function ${schema}.lock_next_institution_roster_users(bigint, integer) is
'Locks a roster, and the users of its next batch in the order of their ids. Returns the ids; null if nothing is pending. pii=indirect';

revoke execute
    on function ${schema}.lock_next_institution_roster_users(bigint, integer)
  from public;

create function ${schema}.apply_next_institution_roster_batch(
                  applied_roster_id bigint,
                  batch_size integer,
                  applied_at timestamptz)
        returns boolean
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  lines       integer[];
  address_ids bigint[];
begin
  -- A newer roster has deleted this one, or waits until the transaction ends.
  perform
     from ${schema}.user_email_rosters r
    where r.id = applied_roster_id
      for no key update;

  if not found then
    return false;
  end if;

  lines := ${schema}.next_institution_roster_lines(applied_roster_id, batch_size);

  if lines is not null then
    perform ${schema}.apply_institution_roster_lines(applied_roster_id, lines, applied_at);
    return true;
  end if;

  address_ids := ${schema}.next_institution_roster_releases(applied_roster_id, batch_size);

  if address_ids is not null then
    perform ${schema}.apply_institution_roster_releases(applied_roster_id, address_ids, applied_at);
    return true;
  end if;

  return false;
end
$$;

comment on function ${schema}.apply_next_institution_roster_batch(bigint, integer, timestamptz) is
'Applies the next batch of a planned roster: first what people receive, then what is released. Returns false if nothing is pending, or if a newer roster has replaced this one. pii=none';

revoke execute
    on function ${schema}.apply_next_institution_roster_batch(bigint, integer, timestamptz)
  from public;

create function ${schema}.refuse_next_institution_roster_batch(
                  refused_roster_id bigint,
                  refused_with text)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set jit = off
as $$
declare
  lines       integer[] := ${schema}.next_institution_roster_lines(refused_roster_id, 1);
  address_ids bigint[];
begin
  if lines is not null then
    update ${schema}.user_email_roster_lines as l
       set outcome = refused_with,
           pending = false,
           user_id = null,
           replaced_address_id = null,
           vacated_by = null
     where l.roster_id = refused_roster_id
       and l.line = any(lines);
    return;
  end if;

  address_ids := ${schema}.next_institution_roster_releases(refused_roster_id, 1);

  -- The other conflicts say what stands against a claim.
  update ${schema}.user_email_roster_releases as d
     set conflict = case
                      when refused_with in ('listener_failed', 'locked', 'refused_by_database')
                      then refused_with
                      else 'refused_by_database'
                    end,
         pending = false
   where d.roster_id = refused_roster_id
     and d.user_email_address_id = any(address_ids);
end
$$;

comment on function ${schema}.refuse_next_institution_roster_batch(bigint, text) is
'Records a conflict for the smallest next batch of a roster, which could not be applied: one line with those that are settled together with it, or one release. pii=none';

revoke execute
    on function ${schema}.refuse_next_institution_roster_batch(bigint, text)
  from public;
