-- Create the functions that compare both sides.
--
-- Why     A release must not read the addresses before all of them are copied.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create function ${schema}.user_email_forwarding_faults()
        returns table (fault text)
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  select 'forwarding is off: trigger ' || t.name
    from unnest(array[
           'users_forward_email_address_after_insert',
           'users_forward_email_address_after_update',
           'user_email_addresses_forward_primary_after_insert',
           'user_email_addresses_forward_primary_after_update',
           'user_email_addresses_clear_legacy_after_delete',
           'user_email_addresses_clear_legacy_after_update']) as t (name)
   where not exists (
           select
             from pg_trigger g
            where g.tgname = t.name
              and g.tgrelid in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
              and g.tgenabled in ('O', 'A'))
   union all
  select 'forwarding is off: function ' || p.oid::regprocedure
    from pg_proc p
   where p.pronamespace = '${schema}'::regnamespace
     and p.proname in ('forward_legacy_email_address',
                       'forward_primary_email_address',
                       'clear_legacy_email_address',
                       'free_email_address')
     and p.prosrc !~ '(perform|update) '
$$;

comment on function ${schema}.user_email_forwarding_faults() is
'What is wrong with forwarding: one row for each trigger and function that is off; empty while both sides are synchronized. Reads only the catalogue. pii=none';

revoke execute
    on function ${schema}.user_email_forwarding_faults()
  from public;

create function ${schema}.user_email_move_problems()
        returns table (
          problem  text,
          cases    bigint,
          examples bigint[])
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
            -- Reads each table once, even if the planner takes a table that was just filled for empty.
            set enable_nestloop = off
            set jit = off
as $$
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = '${schema}.${users_table}'::regclass
            and a.attname = '${legacy_column}'
            and not a.attisdropped) then
    return;
  end if;

  return query
  select f.problem,
         count(*),
         (coalesce(array_agg(f.user_id order by f.user_id) filter (where f.user_id is not null), '{}'))[1:10]
    from (
           select 'the backfill is not finished' as problem,
                  m.cursor_id as user_id
             from ${schema}.user_email_move m
            where m.finished_at is null
            union all
           select case
                    when e.id is null then 'an address is missing'
                    when not ${schema}.is_blank_email_address(u.${legacy_column}) then 'an address differs from the legacy one'
                    else 'an address has no legacy one'
                  end,
                  u.${users_key}
             from ${schema}.${users_table} u
             left
             join ${schema}.user_email_addresses e
               on e.user_id = u.${users_key}
              and e.primary
            where case
                    when not ${schema}.is_blank_email_address(u.${legacy_column})
                    then u.${legacy_column}::text collate "C"
                  end is distinct from e.email_address
              and not exists (
                    select
                      from ${schema}.user_email_legacy_conflicts c
                     where c.user_id = u.${users_key})
            union all
           -- Except for a column that was just brought back: its flags are from before.
           select 'a confirmation differs from the legacy one',
                  u.${users_key}
             from ${schema}.${users_table} u
             join ${schema}.user_email_addresses e
               on e.user_id = u.${users_key}
              and e.primary
              and e.email_address = u.${legacy_column}::text collate "C"
            where lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false')
              and not (select m.from_addresses from ${schema}.user_email_move m)
              and e.confirmed <> ${schema}.legacy_email_is_confirmed(u)
              and not exists (
                    select
                      from ${schema}.user_email_legacy_conflicts c
                     where c.user_id = u.${users_key})
            union all
           select 'an institution differs from the legacy one',
                  u.${users_key}
             from ${schema}.${users_table} u
             join ${schema}.user_email_addresses e
               on e.user_id = u.${users_key}
              and e.primary
              and e.email_address = u.${legacy_column}::text collate "C"
            where lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false')
              and not (select m.from_addresses from ${schema}.user_email_move m)
              and e.institution_managed <> ${schema}.legacy_email_is_institution_managed(u)
              and not exists (
                    select
                      from ${schema}.user_email_legacy_conflicts c
                     where c.user_id = u.${users_key})
            union all
           select 'a condition cannot be evaluated',
                  u.${users_key}
             from ${schema}.${users_table} u
            where (   lower(btrim($condition$ ${legacy_confirmed} $condition$)) not in ('true', 'false')
                   or lower(btrim($condition$ ${legacy_institution_managed} $condition$)) not in ('true', 'false')
                   or lower(btrim($condition$ ${legacy_confirmed_at} $condition$)) <> 'null'
                   or lower(btrim($condition$ ${legacy_created_at} $condition$)) <> 'null')
              and not ${schema}.legacy_email_can_be_evaluated(u)
            union all
           select 'a conflict is open',
                  c.user_id
             from ${schema}.user_email_legacy_conflicts c
            where c.accepted_at is null
            union all
           select 'an index is invalid: ' || i.indexrelid::regclass,
                  null
             from pg_index i
            where i.indrelid = '${schema}.user_email_addresses'::regclass
              and not i.indisvalid
            union all
           select f.fault,
                  null
             from ${schema}.user_email_forwarding_faults() f
         ) f
   group by f.problem
   order by f.problem;
end
$$;

comment on function ${schema}.user_email_move_problems() is
'The differences between the legacy column and the addresses, in the text and in the flags: one row for each kind, with the number of cases and some users. Empty if there are none, and after the column is dropped. Reads both tables once, and once more for each condition that is not constant. pii=indirect';

revoke execute
    on function ${schema}.user_email_move_problems()
  from public;
