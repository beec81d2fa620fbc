-- Have a way to tell whether both sides are the same, and whether the column may go.
--
-- Why     Nobody should read the addresses before they are all there, nor drop a column that is in use.
-- Phase   expand. Nothing calls the functions yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V20.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

create function ${schema}.user_email_forwarding_faults()
        returns table (fault text)
       language sql
         stable
            set search_path = pg_catalog, ${schema}
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
'What of forwarding is off: one row for each trigger and function; none while both sides are kept alike. Reads the catalogue only. pii=none';

create function ${schema}.user_email_move_problems()
        returns table (
          problem  text,
          cases    bigint,
          examples bigint[])
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
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
         (array_agg(f.user_id order by f.user_id))[1:10]
    from (
           select 'the backfill is not finished' as problem,
                  m.cursor_id as user_id
             from ${schema}.user_email_move m
            where m.finished_at is null
            union all
           select case
                    when e.id is null then 'an address is missing'
                    when u.${legacy_column}::text collate "C" ~ '[^[:space:]]' then 'an address differs from the legacy one'
                    else 'an address has no legacy one'
                  end,
                  u.${users_key}
             from ${schema}.${users_table} u
             left
             join ${schema}.user_email_addresses e
               on e.user_id = u.${users_key}
              and e.primary
            where case
                    when u.${legacy_column}::text collate "C" ~ '[^[:space:]]'
                    then u.${legacy_column}::text collate "C"
                  end is distinct from e.email_address
              and not exists (
                    select
                      from ${schema}.user_email_legacy_conflicts c
                     where c.user_id = u.${users_key})
            union all
           select 'a conflict is open',
                  c.user_id
             from ${schema}.user_email_legacy_conflicts c
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
'What keeps the legacy column and the addresses from being the same: one row for each kind, with the number of cases and some users. Empty when all is well, and after the column is dropped. Reads both tables once. pii=indirect';

-- Everything in the database that a drop of the column would break, or take along without a word.
create function ${schema}.user_email_contract_obstacles(quiet_for interval default interval '14 days')
        returns setof text
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
begin
  return query
  select p.problem || ': ' || p.cases
    from ${schema}.user_email_move_problems() p;

  return query
  select case when r.kind in ('function', 'procedure') then 'names' else 'uses' end
           || ' the column: ' || r.kind || ' ' || r.object
    from ${schema}.column_references('${schema}.${users_table}', '${legacy_column}') r
   where r.kind <> 'grant';

  return query
  select 'statements of role ' || s.role_name || ' name the column: ' || count(*)
    from ${schema}.statements_that_use_column('${schema}.${users_table}', '${legacy_column}') s
   group by s.role_name;

  return query
  select 'used on ' || d.last_used_at::date || ', as ' || d.found_by || ' saw'
           || case when d.role_name <> '' then ', by role ' || d.role_name else '' end
           || case when d.application_name <> '' then ', by ' || d.application_name else '' end
           || case when d.place <> '' then ', at ' || d.place else '' end
    from ${schema}.deprecated_column_uses d
   where d.relation_name = '${schema}.${users_table}'
     and d.column_name = '${legacy_column}'
     and d.last_used_at > now() - quiet_for;
end
$$;

comment on function ${schema}.user_email_contract_obstacles(interval) is
'Why the legacy column cannot be dropped yet: one row for each reason; none when it can. Uses that were noted count for so long; statements since pg_stat_statements was reset. pii=indirect';
