-- Create the function that lists obstacles to the contract.
--
-- Why     A column that is in use must not be dropped.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Everything in the database that dropping the column would break, or would drop without notice.
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

  -- Obstacles in the catalogue.
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
         'Detach the child: the column can be dropped only in the parent.'
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
         'is generated, so it cannot be written',
         'Move from the columns that it is computed from, or: alter table ... alter column ... drop expression.'
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
             then 'Change or remove the address of one of the two users, or accept the conflict; "useremails conflicts" lists them.'
             when p.problem like 'forwarding is off%'
             then 'Restart it: "useremails rollback --undo forwarding", and run the move.'
             when p.problem like 'the backfill%'
             then 'Run the move.'
             when p.problem like 'an index is invalid%'
             then 'Rebuild it: reindex index concurrently.'
             when p.problem like 'a condition cannot%'
             then 'Correct the rows, or proceed without: select waive_contract_check(''flags'', reason)'
             when p.problem like '% differs from the legacy one' and p.problem not like 'an address%'
             then 'Correct the wrong side, or proceed without: select waive_contract_check(''flags'', reason)'
             else 'Write the correct value again, on either side; to see the cases: select * from user_email_move_problems()'
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

  -- The finders are a separate part, and may have been removed.
  if to_regprocedure('${schema}.unseen_statements()') is null then
    return query
    select 'functions that find uses of columns',
           'are missing',
           'Run the scripts of "columns".';
    return;
  end if;

  return query
  select r.kind || ' ' || r.object,
         case when r.kind in ('function', 'procedure') then 'names' else 'uses' end || ' the column',
         'Change it or drop it.'
    from ${schema}.column_references('${schema}.${users_table}', '${legacy_column}') r
   where r.kind <> 'grant';

  -- Without users no client can miss the column, so a new installation does not wait.
  if is_empty then
    return;
  end if;

  if verified is null then
    return query
    select 'step verification',
           'has not passed',
           'Run the move up to the verification.';
  elsif verified > now() - wait then
    return query
    select 'step verification',
           format('passed at %s, less than %s ago', date_trunc('second', verified), wait),
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
             then format('were last observed at %s', date_trunc('second', o.last_look_at))
             else format('have been observed only since %s, less than %s ago', date_trunc('second', o.began_at), wait)
           end,
           format(
             'Run "useremails uses --observe" or select observe_column_uses(''${schema}.${users_table}'', ''${legacy_column}'') every few minutes for %s. '
               'Or proceed without: "useremails contract --unobserved REASON", or select waive_contract_check(''observation'', reason)',
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

  -- A statement that was recorded with the same number of calls, and has been quiet since, is not an obstacle.
  return query
  select 'statement ' || coalesce(s.queryid::text, 'without a queryid') || ' of role ' || s.role_name,
         'names the column, calls ' || s.calls || ': ' || left(s.statement, 200) || case when length(s.statement) > 200 then ' ...' else '' end,
         'Change the application. If it has changed, ask an administrator to run: select pg_stat_statements_reset()'
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
         format('Change the code that uses it, and wait for %s. If that is done: delete the row from deprecated_column_uses.', quiet_for)
    from ${schema}.deprecated_column_uses d
   where d.relation_name = '${schema}.${users_table}'
     and d.column_name = '${legacy_column}'
     and d.last_used_at > now() - quiet_for;
end
$$;

comment on function ${schema}.user_email_contract_obstacles(interval) is
'Why the legacy column cannot be dropped yet: one row for each reason, with the object and the remedy; empty if it can be dropped. Recorded uses count for the given time; statements since pg_stat_statements was reset. pii=indirect';

revoke execute
    on function ${schema}.user_email_contract_obstacles(interval)
  from public;

select ${schema}.note_move_event('finished', 'structure');
