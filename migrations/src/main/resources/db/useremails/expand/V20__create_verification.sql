-- Create the functions that verify the move, and the gate of the contract.
--
-- Why     Nobody should read the addresses before they are all there, nor drop a column that is in use.
-- Phase   expand. Nothing calls the functions yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V20.sql; loses nothing.

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
'What of forwarding is off: one row for each trigger and function; none while both sides are kept alike. Reads the catalogue only. pii=none';

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
            -- Each table once, also when the planner takes one that was just filled for empty.
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
           -- Not for a column that was just brought back: what the row says of the address is from before.
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
'What keeps the legacy column and the addresses from being the same, in the text and in what is said of it: one row for each kind, with the number of cases and some users. Empty when all is well, and after the column is dropped. Reads both tables once, and once more for each condition that is not constant. pii=indirect';

revoke execute
    on function ${schema}.user_email_move_problems()
  from public;

-- Which check of the contract an operator has waived, and why. Kept when the column is dropped, so it is there
-- already where the column came back.
create table if not exists ${schema}.user_email_contract_waivers (
  waived_check text        not null collate "C",

  -- who, why, and when
  waived_by    text        not null collate "C",
  reason       text        not null,
  waived_at    timestamptz not null,

  constraint user_email_contract_waivers_pkey
     primary key (waived_check, waived_at),

  constraint user_email_contract_waivers_check_is_known
       check (waived_check in ('observation',
                              'flags')),

  constraint user_email_contract_waivers_reason_is_given
       check (reason ~ '[^[:space:]]')
);

comment on table ${schema}.user_email_contract_waivers is
'Checks of the contract that an operator has waived: one row for each decision. A decision counts for the verification before it only. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_check is
'observation: nobody has to have observed the uses of the legacy column. flags: confirmations and institutions may differ from the legacy row. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_by is
'The role that waived it. pii=none';
comment on column ${schema}.user_email_contract_waivers.reason is
'Why, in the words of the operator. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_at is
'When it was waived. pii=none';

create function ${schema}.waive_contract_check(waived_check text, reason text)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if not exists (
         select
           from ${schema}.user_email_move m
          where m.verified_at is not null) then
    raise exception 'check % of the contract cannot be waived: the verification has not passed', waived_check
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Run the expand migrations first. A waiver counts for the verification before it.';
  end if;

  insert into ${schema}.user_email_contract_waivers (
    waived_check,
    waived_by,
    reason,
    waived_at)
  values (
    waived_check,
    session_user,
    reason,
    clock_timestamp());
end
$$;

comment on function ${schema}.waive_contract_check(text, text) is
'Notes that an operator goes on without a check of the contract, and why. Checks that can be waived are observation and flags. Fails before the verification has passed. pii=none';

revoke execute
    on function ${schema}.waive_contract_check(text, text)
  from public;

create function ${schema}.user_email_contract_wait()
        returns interval
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
declare
  setting constant text := coalesce(nullif(current_setting('useremails.contract_wait', true), ''), '7 days');
begin
  return greatest(setting::interval, interval '0');
exception
  when invalid_datetime_format or datetime_field_overflow or interval_field_overflow then
    raise exception 'setting useremails.contract_wait is not an interval: %', setting
      using errcode = 'invalid_parameter_value',
            hint = 'Set it to an interval, such as 7 days.';
end
$$;

comment on function ${schema}.user_email_contract_wait() is
'How long ago the verification must have passed, and for how long uses must have been observed: setting useremails.contract_wait of the session, or 7 days. pii=none';

revoke execute
    on function ${schema}.user_email_contract_wait()
  from public;

-- Everything in the database that a drop of the column would break, or take along without a word.
create function ${schema}.user_email_contract_obstacles(quiet_for interval default interval '14 days')
        returns table (
          object    text,
          reason    text,
          next_step text)
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  wait        constant interval := ${schema}.user_email_contract_wait();
  verified    constant timestamptz := (select m.verified_at from ${schema}.user_email_move m);
  is_readable constant boolean := not (   row_security_active('${schema}.${users_table}'::regclass)
                                       or row_security_active('${schema}.user_email_addresses'::regclass));
  is_empty    boolean := false;
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = '${schema}.${users_table}'::regclass
            and a.attname = '${legacy_column}'
            and not a.attisdropped) then
    return;
  end if;

  -- What the catalogue says of the table.
  return query
  select 'table ' || c.oid::regclass,
         'policies bind role ' || current_user || ', so rows may be hidden from the move',
         format('Run as a role with bypassrls, or: alter table %s no force row level security. Then verify again.', c.oid::regclass)
    from pg_class c
   where c.oid in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
     and row_security_active(c.oid)
   union all
  select 'table ' || i.inhparent::regclass,
         'table ' || i.inhrelid::regclass || ' inherits the column from it',
         'Detach it: the column can only be dropped from the parent.'
    from pg_inherits i
   where i.inhrelid = '${schema}.${users_table}'::regclass
   union all
  select 'table ' || i.inhrelid::regclass,
         'inherits from ${users_table}: its rows are not moved, and it would lose its column',
         'Move its rows to ${users_table}, and drop it or end the inheritance: alter table ... no inherit.'
    from pg_inherits i
    join pg_class c
      on c.oid = i.inhparent
   where i.inhparent = '${schema}.${users_table}'::regclass
     and c.relkind = 'r'
   union all
  select 'column ${users_table}.${legacy_column}',
         'is generated, so no write reaches it',
         'Move from the columns that it is made of, or: alter table ... alter column ... drop expression.'
    from pg_attribute a
   where a.attrelid = '${schema}.${users_table}'::regclass
     and a.attname = '${legacy_column}'
     and a.attgenerated <> '';

  if is_readable then
    return query
    select case
             when p.problem = 'a conflict is open' then 'table user_email_legacy_conflicts'
             when p.problem like 'forwarding is off%' then 'forwarding'
             when p.problem like 'the backfill%' then 'backfill'
             when p.problem like 'an index is invalid%' then 'table user_email_addresses'
             else 'tables ${users_table} and user_email_addresses'
           end,
           p.problem || ': ' || p.cases || case
             when p.examples[1] is not null
             then ', such as user ' || p.examples[1]
             else ''
           end,
           case
             when p.problem = 'a conflict is open'
             then 'Give one of the two users another address, or none, or accept it; "useremails conflicts" lists them.'
             when p.problem like 'forwarding is off%'
             then 'Begin it again: "useremails rollback --undo forwarding", or the undo scripts of V22 to V17, and migrate.'
             when p.problem like 'the backfill%'
             then 'Run the expand migrations.'
             when p.problem like 'an index is invalid%'
             then 'Build it again: reindex index concurrently.'
             when p.problem like 'a condition cannot%'
             then 'Correct the rows, or go on without: select waive_contract_check(''flags'', reason)'
             when p.problem like '% differs from the legacy one' and p.problem not like 'an address%'
             then 'Correct the side that is wrong, or go on without: select waive_contract_check(''flags'', reason)'
             else 'Write the right value once more, on either side: select * from user_email_move_problems()'
           end
      from ${schema}.user_email_move_problems() p
     where p.problem not in ('a confirmation differs from the legacy one',
                             'an institution differs from the legacy one',
                             'a condition cannot be evaluated')
        or not exists (
             select
               from ${schema}.user_email_contract_waivers w
              where w.waived_check = 'flags'
                and w.waived_at >= verified);

    is_empty := not exists (select from ${schema}.${users_table});
  end if;

  -- V23 has the finders, and may have been taken back.
  if to_regprocedure('${schema}.unseen_statements()') is null then
    return query
    select 'migration V23',
           'has not been run: nothing finds the uses of the column',
           'Run the expand migrations.';
    return;
  end if;

  return query
  select r.kind || ' ' || r.object,
         case when r.kind in ('function', 'procedure') then 'names' else 'uses' end || ' the column',
         'Change it or drop it.'
    from ${schema}.column_references('${schema}.${users_table}', '${legacy_column}') r
   where r.kind <> 'grant';

  -- Without a user nobody can miss the column, so a new installation waits for nothing.
  if is_empty then
    return;
  end if;

  if verified is null then
    return query
    select 'migration V22',
           'the verification has not passed',
           'Run the expand migrations without the contract.';
  elsif verified > now() - wait then
    return query
    select 'migration V22',
           format('the verification passed at %s, less than %s ago', date_trunc('second', verified), wait),
           format('Run the contract after %s; setting useremails.contract_wait changes the time.', date_trunc('second', verified + wait));
  end if;

  if not exists (
         select
           from ${schema}.user_email_contract_waivers w
          where w.waived_check = 'observation'
            and w.waived_at >= verified) then
    return query
    select 'uses of ${users_table}.${legacy_column}',
           case
             when o.began_at is null
             then 'have never been observed'
             when o.last_look_at < now() - interval '1 day'
             then format('were observed last at %s', date_trunc('second', o.last_look_at))
             else format('are observed since %s only, less than %s ago', date_trunc('second', o.began_at), wait)
           end,
           format(
             'Run "useremails uses --observe" or select observe_column_uses(''${schema}.${users_table}'', ''${legacy_column}'') every few minutes for %s. '
               'Or go on without: "useremails contract --unobserved REASON", or select waive_contract_check(''observation'', reason)',
             wait)
      from (values (true)) as one (row)
      left
      join lateral (
             select p.began_at,
                    p.last_look_at
               from ${schema}.deprecated_column_observations p
              where p.relation_name = '${schema}.${users_table}'
                and p.column_name = '${legacy_column}'
              order by p.began_at desc
              limit 1) o
        on true
     where o.began_at is null
        or o.last_look_at < now() - interval '1 day'
        or o.began_at > now() - wait;

    return query
    select u.object,
           u.reason,
           u.next_step
      from ${schema}.unseen_statements() u;
  end if;

  -- What was noted with the same number of calls, and has been quiet since, is over.
  return query
  select 'statement ' || coalesce(s.queryid::text, 'without a queryid') || ' of role ' || s.role_name,
         'names the column, calls ' || s.calls || ': ' || left(s.statement, 200) || case when length(s.statement) > 200 then ' ...' else '' end,
         'Change the application. If it has changed, let an administrator run: select pg_stat_statements_reset()'
    from ${schema}.statements_that_use_column('${schema}.${users_table}', '${legacy_column}') s
   where not exists (
           select
             from ${schema}.deprecated_column_uses d
            where d.relation_name = '${schema}.${users_table}'
              and d.column_name = '${legacy_column}'
              and d.found_by = 'pg_stat_statements'
              and d.role_name = s.role_name
              and d.place = s.queryid::text
              and d.uses = s.calls
              and d.last_used_at <= now() - quiet_for);

  return query
  select 'use of ${users_table}.${legacy_column}',
         'last on ' || d.last_used_at::date || ', as ' || d.found_by || ' saw'
           || case when d.role_name <> '' then ', by role ' || d.role_name else '' end
           || case when d.application_name <> '' then ', by ' || d.application_name else '' end
           || case when d.place <> '' then ', at ' || d.place else '' end,
         format('Change what uses it, and wait for %s. If that is done: delete the row from deprecated_column_uses.', quiet_for)
    from ${schema}.deprecated_column_uses d
   where d.relation_name = '${schema}.${users_table}'
     and d.column_name = '${legacy_column}'
     and d.last_used_at > now() - quiet_for;
end
$$;

comment on function ${schema}.user_email_contract_obstacles(interval) is
'Why the legacy column cannot be dropped yet: one row for each reason, with the object and what to do; none when it can be. Uses that were noted count for so long; statements since pg_stat_statements was reset. pii=indirect';

revoke execute
    on function ${schema}.user_email_contract_obstacles(interval)
  from public;
