-- Create the trigger function that assigns freed addresses.
--
-- Why     An address that becomes free resolves a conflict.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/2_forwarding.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create function ${schema}.free_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set jit = off
as $$
declare
  freed  text[];
  wanted text;
begin
  -- Nearly always no user waits, and this check is cheaper than reading the rows.
  if not exists (
           select
             from ${schema}.user_email_legacy_conflicts c) then
    return null;
  end if;

  if tg_op = 'DELETE' then
    freed := array(
      select b.normalized_email_address
        from addresses_before b
       where b.confirmed
          or b.institution_managed);
  else
    freed := array(
      select b.normalized_email_address
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
       where coalesce(b.confirmed or b.institution_managed, false)
         and (   a.normalized_email_address is distinct from b.normalized_email_address
              or not (a.confirmed or a.institution_managed)));
  end if;

  for wanted in
    select distinct f.normalized_email_address
      from unnest(freed) as f (normalized_email_address)
     cross
      join lateral (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.normalized_email_address = f.normalized_email_address
              limit 1) c
     order by f.normalized_email_address
  loop
    perform ${schema}.settle_legacy_conflicts(wanted);
  end loop;

  return null;
end
$$;

comment on function ${schema}.free_email_address() is
'Trigger: assigns addresses that became free to users who wait for them, once for each statement. pii=none';

revoke execute
    on function ${schema}.free_email_address()
  from public;
