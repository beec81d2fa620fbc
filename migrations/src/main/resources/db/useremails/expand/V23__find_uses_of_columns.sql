-- Have a way to tell who still uses a column that is to go.
--
-- Why     A column is dropped when nobody uses it, and somebody always does. For any column of any table.
-- Phase   expand. Nothing calls the functions yet; they stay after the contract.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V23.sql; loses what was noted, and takes back no soft drop.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- What was seen of a column's users: by the guard in the application, in the statistics of the server, in
-- its log.
create table ${schema}.deprecated_column_uses (
  -- what
  relation_name    text        not null collate "C",
  column_name      text        not null collate "C",

  -- who, and where
  found_by         text        not null collate "C",
  role_name        text        not null collate "C" default '',
  application_name text        not null collate "C" default '',
  place            text        not null collate "C" default '',

  -- how often, and when
  uses             bigint      not null,
  first_used_at    timestamptz not null,
  last_used_at     timestamptz not null,

  constraint deprecated_column_uses_pkey
     primary key (relation_name, column_name, found_by, role_name, application_name, place),

  constraint deprecated_column_uses_place_is_short
       check (octet_length(place) <= 1000),

  constraint deprecated_column_uses_uses_are_counted
       check (uses >= 0)
);

comment on table ${schema}.deprecated_column_uses is
'Who used a column that is to go: one row for each place. pii=none';
comment on column ${schema}.deprecated_column_uses.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.deprecated_column_uses.column_name is
'The column. pii=none';
comment on column ${schema}.deprecated_column_uses.found_by is
'What saw it: guard, pg_stat_statements, pg_stat_activity, or what the application calls it. pii=none';
comment on column ${schema}.deprecated_column_uses.role_name is
'The role that used it; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.application_name is
'The application that used it; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.place is
'Where: a line of code, or the queryid of a statement; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.uses is
'How often it was seen: a number from 0. pii=none';
comment on column ${schema}.deprecated_column_uses.first_used_at is
'When it was seen first. pii=none';
comment on column ${schema}.deprecated_column_uses.last_used_at is
'When it was seen last. pii=none';

-- When somebody looked at the statistics of the server for uses of a column. A pause of more than a day ends a
-- period, and so does a look that could not see everything.
create table ${schema}.deprecated_column_observations (
  -- what
  relation_name text        not null collate "C",
  column_name   text        not null collate "C",

  -- when, and how often
  began_at      timestamptz not null,
  last_look_at  timestamptz not null,
  looks         bigint      not null,

  constraint deprecated_column_observations_pkey
     primary key (relation_name, column_name, began_at)
);

comment on table ${schema}.deprecated_column_observations is
'Periods in which uses of a column were observed without a pause of more than a day: one row for each. pii=none';
comment on column ${schema}.deprecated_column_observations.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.deprecated_column_observations.column_name is
'The column. pii=none';
comment on column ${schema}.deprecated_column_observations.began_at is
'When the first look of the period was. pii=none';
comment on column ${schema}.deprecated_column_observations.last_look_at is
'When the last look of the period was. pii=none';
comment on column ${schema}.deprecated_column_observations.looks is
'How many looks there were: a number from 1. pii=none';

-- With the rights of its owner: whoever reports need not be able to read or to forge the rest.
create function ${schema}.record_deprecated_column_use(
          used_relation    text,
          used_column      text,
          found_by         text,
          role_name        text,
          application_name text,
          place            text,
          uses             bigint)
        returns void
       language sql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
begin atomic
  insert into ${schema}.deprecated_column_uses as d (
    relation_name,
    column_name,
    found_by,
    role_name,
    application_name,
    place,
    uses,
    first_used_at,
    last_used_at)
  values (
    used_relation,
    used_column,
    found_by,
    coalesce(role_name, ''),
    coalesce(application_name, ''),
    coalesce(left(place, 250), ''),
    uses,
    now(),
    now())
      on conflict on constraint deprecated_column_uses_pkey
      do update
     set uses = d.uses + excluded.uses,
         last_used_at = greatest(d.last_used_at, excluded.last_used_at);
end;

comment on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint) is
'Notes that a column was used so many times more. The place is cut after 250 characters. pii=none';

revoke execute
    on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
  from public;

-- The script of the roles does not run again: where it ran before, the application's role gets here what it lacks.
do $$
begin
  if to_regrole('${app_role}') is not null
     and has_table_privilege(to_regrole('${app_role}')::oid, '${schema}.user_email_addresses', 'insert') then
    grant execute
       on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
       to ${app_role};
  end if;
end
$$;

create function ${schema}.sql_without_comments(code text)
        returns text
       language sql
      immutable
       parallel safe
            set search_path = pg_catalog, pg_temp
as $$
  -- What is in quotes stays, with a blank behind it.
  select regexp_replace(
           code,
           '(''[^'']*''|"[^"]*")|/[*]([^*]|[*]+[^*/])*[*]+/|--[^' || chr(10) || ']*',
           E'\\1 ',
           'g')
$$;

comment on function ${schema}.sql_without_comments(text) is
'The text of SQL without its comments. pii=none';

revoke execute
    on function ${schema}.sql_without_comments(text)
  from public;

-- Whether the text of a statement uses the column, as far as words tell. Comments do not count. The addresses have
-- columns of the same names: where a statement names them, too, each query in it is looked at alone, from the
-- innermost parentheses outwards, for whose column it is.
create function ${schema}.statement_uses_column(statement text, relation_name text, column_name text)
        returns boolean
       language plpgsql
         stable
       parallel safe
            set search_path = pg_catalog, pg_temp
as $$
declare
  special_character constant text := '([^[:alnum:]_])';
  escaped           constant text := E'\\\\\\1';
  relation          constant text := '[[:<:]]' || regexp_replace(lower(relation_name), special_character, escaped, 'g') || '[[:>:]]';
  used_column       constant text := regexp_replace(lower(column_name), special_character, escaped, 'g') || '[[:>:]]';
  unqualified       constant text := '(^|[^.[:alnum:]_$])' || used_column;
  an_alias          constant text := '[[:space:]]+(as[[:space:]]+)?([[:alnum:]_]+)[[:>:]]';
  set_operation     constant text := '[[:<:]](union|intersect|except)[[:>:]]|;';
  code              text;
  others            text;
  innermost         text;
  query             text;
  target            text;
  part              text;
  is_query          boolean;
begin
  -- The module marks its own.
  if position('/* useremails */' in statement) > 0 then
    return false;
  end if;

  -- The name of a result is no use.
  code := regexp_replace(
            ${schema}.sql_without_comments(lower(statement)),
            '[[:<:]]as[[:space:]]+"?' || used_column || '"?',
            ' ',
            'g');

  if code !~ ('[[:<:]]' || used_column)
     or code !~ relation
     -- Definitions are found in the catalogue, unless they are queries.
     or (    code ~ '^[[:space:]]*(create|alter|drop|comment|grant|revoke)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+((global|local|temp|temporary|unlogged)[[:space:]]+)*table[[:>:]].*[[:<:]]as[[:>:]].*[[:<:]](select|table)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+(or[[:space:]]+replace[[:space:]]+)?(materialized|temp|temporary)[[:space:]]+view[[:>:]]')
     -- A dump names its schema, and takes whatever columns there are.
     or code ~ '^[[:space:]]*copy[[:space:]]+[^[:space:](.]+[.][^[:space:](]+[[:space:]]*[(][^,)]+,[^)]*[)][[:space:]]*to[[:space:]]+stdout[[:space:];]*$'
  then
    return false;
  end if;

  select string_agg('[[:<:]]' || c.relname || '[[:>:]]', '|')
    into others
    from pg_class c
    join pg_attribute a
      on a.attrelid = c.oid
     and a.attname = column_name
     and a.attnum > 0
   where c.relnamespace = '${schema}'::regnamespace
     and c.relkind in ('r', 'v')
     and left(c.relname, 11) = 'user_email_'
     and c.relname <> relation_name;

  if others is null
     or code !~ others
  then
    return true;
  end if;

  -- Without quotes, blanks around dots, and literals, which may hold parentheses.
  code := regexp_replace(
            translate(regexp_replace(code, '''[^'']*''', '?', 'g'), '"', ''),
            '[[:space:]]*[.][[:space:]]*',
            '.',
            'g');

  if code ~ (relation || '[.]' || used_column)
     or code ~ (relation || an_alias || E'.*[[:<:]]\\2[.]' || used_column)
     or code ~ ('([[:alnum:]_]+)[.]' || used_column || '.*' || relation || E'[[:space:]]+(as[[:space:]]+)?\\1[[:>:]]')
  then
    return true;
  end if;

  loop
    innermost := substring(code from '[(][^()]*[)]');
    query := coalesce(innermost, code);
    is_query := innermost is null or innermost ~ '[[:<:]](select|insert|update|delete|merge)[[:>:]]';

    if is_query then
      target := substring(query from '(?:insert[[:space:]]+into|merge[[:space:]]+into|update(?:[[:space:]]+only)?)[[:space:]]+([^[:space:]{]+)');

      if target ~ (relation || '$') then
        -- Lists of columns, and assignments.
        if query ~ ('(into[[:space:]]+[^[:space:]{]+[^{]*|set[[:space:]]*|insert[[:space:]]*)[{][^{}]*' || unqualified)
           or query ~ ('[[:<:]]set[[:>:]].*' || unqualified || '[[:space:]]*=')
        then
          return true;
        end if;
      elsif target is not null then
        query := regexp_replace(query, '(insert|merge)[[:space:]]+into[[:space:]]+[^[:space:]{]+([[:space:]]+as[[:space:]]+[[:alnum:]_]+)?[[:space:]]*([{][^{}]*[}])?', ' ');
        query := regexp_replace(query, '[[:<:]](on[[:space:]]+conflict|returning|when[[:space:]]+(not[[:space:]]+)?matched)[[:>:]].*', ' ');
      end if;

      foreach part in array regexp_split_to_array(query, set_operation)
      loop
        if part ~ relation
           and part ~ unqualified
           and part !~ others
        then
          return true;
        end if;
      end loop;
    end if;

    exit when innermost is null;

    -- A query is done with; what else is in parentheses belongs to the query around it.
    code := overlay(
              code
              placing case when is_query then ' ? ' else translate(innermost, '()', '{}') end
                 from position(innermost in code)
                  for length(innermost));
  end loop;

  return false;
end
$$;

comment on function ${schema}.statement_uses_column(text, text, text) is
'Whether a statement names a column of a table, by its words. "select *" names none, and statements that this module marks as its own count as none. pii=none';

revoke execute
    on function ${schema}.statement_uses_column(text, text, text)
  from public;

-- The view of pg_stat_statements, where the session can read it.
create function ${schema}.readable_statistics_of_statements()
        returns regclass
       language sql
         stable
            set search_path = pg_catalog, pg_temp
as $$
  select c.oid::regclass
    from pg_extension x
    join pg_class c
      on c.relnamespace = x.extnamespace
     and c.relname = 'pg_stat_statements'
   where x.extname = 'pg_stat_statements'
     -- A library that was not loaded at the start of the server has no settings.
     and current_setting('pg_stat_statements.max', true) is not null
     and has_schema_privilege(c.relnamespace, 'usage')
     and has_table_privilege(c.oid, 'select')
$$;

comment on function ${schema}.readable_statistics_of_statements() is
'The view pg_stat_statements with its schema; null where it is missing, not loaded, or not to be read by the session. pii=none';

revoke execute
    on function ${schema}.readable_statistics_of_statements()
  from public;

create function ${schema}.unseen_statements()
        returns table (
          object    text,
          reason    text,
          next_step text)
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
declare
  statistics constant regclass := ${schema}.readable_statistics_of_statements();
  hidden     bigint;
begin
  if not exists (select from pg_extension x where x.extname = 'pg_stat_statements') then
    return query
    select 'extension pg_stat_statements',
           'is not installed in this database, so nobody sees which statements run',
           'Add it to shared_preload_libraries, restart the server, and: create extension pg_stat_statements';
    return;
  elsif current_setting('pg_stat_statements.max', true) is null then
    return query
    select 'extension pg_stat_statements',
           'is not loaded, so nobody sees which statements run',
           'Add it to shared_preload_libraries, and restart the server.';
    return;
  elsif statistics is null then
    return query
    select 'view pg_stat_statements',
           'role ' || current_user || ' cannot read it',
           format('Run as an administrator: grant select on pg_stat_statements to %I, and usage on its schema.', current_user);
    return;
  end if;

  return query
  select 'setting ' || t.setting,
         format('is %s for %s, so statements are not counted', t.value, t.owner),
         'Set it to ' || case t.setting when 'compute_query_id' then 'auto' else 'top' end
           || ', or reset it, and observe from then on.'
    from (
           select s.name as setting,
                  s.setting as value,
                  'this session' as owner
             from pg_settings s
            where (s.name, s.setting) in (('pg_stat_statements.track', 'none'), ('compute_query_id', 'off'))
            union all
           select split_part(c.assignment, '=', 1),
                  split_part(c.assignment, '=', 2),
                  coalesce('role ' || r.rolname, 'database ' || current_database())
             from pg_db_role_setting d
             left
             join pg_roles r
               on r.oid = d.setrole
            cross
             join unnest(d.setconfig) as c (assignment)
            where c.assignment in ('pg_stat_statements.track=none', 'compute_query_id=off')
              and (   d.setdatabase = 0
                   or d.setdatabase = (
                        select b.oid
                          from pg_database b
                         where b.datname = current_database()))
         ) t;

  execute format(
    $query$
    select count(distinct s.userid)
      from %s s
      join pg_database d
        on d.oid = s.dbid
       and d.datname = current_database()
     where s.query = '<insufficient privilege>'
    $query$,
    statistics)
    into hidden;

  if hidden > 0 then
    return query
    select 'statements of other roles',
           format('role %s cannot read those of %s roles', current_user, hidden),
           format('Run as an administrator: grant pg_read_all_stats to %I', current_user);
  end if;
end
$$;

comment on function ${schema}.unseen_statements() is
'What keeps the session from seeing which statements run in the database: one row for each reason, with what to do; none when it sees all. pii=none';

revoke execute
    on function ${schema}.unseen_statements()
  from public;

create function ${schema}.statements_that_use_column(used_relation regclass, used_column name)
        returns table (
          role_name text,
          queryid   bigint,
          calls     bigint,
          statement text)
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
declare
  statistics constant regclass := ${schema}.readable_statistics_of_statements();
begin
  if statistics is null then
    return;
  end if;

  return query execute format(
    $query$
    select r.rolname::text,
           s.queryid,
           sum(s.calls)::bigint,
           -- Utility statements have their literals.
           regexp_replace(
             regexp_replace(min(s.query), '''[^'']*''', '''...''', 'g'),
             '[[:space:]]+',
             ' ',
             'g')
      from %s s
      join pg_roles r
        on r.oid = s.userid
      join pg_database d
        on d.oid = s.dbid
       and d.datname = current_database()
      join pg_class c
        on c.oid = $1
     where s.toplevel
       and ${schema}.statement_uses_column(s.query, c.relname, $2)
     group by r.rolname,
              s.queryid
    $query$,
    statistics)
    using used_relation, used_column::text;
end
$$;

comment on function ${schema}.statements_that_use_column(regclass, name) is
'Statements since pg_stat_statements was reset that name the column, with the role, how often they ran, and their text without literals. None where the session cannot see them. pii=none';

revoke execute
    on function ${schema}.statements_that_use_column(regclass, name)
  from public;

-- Run it every few minutes: then the table has first and last times, also over a reset of the statistics.
create function ${schema}.observe_column_uses(used_relation regclass, used_column name)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  relation text;
  observed bigint;
  is_blind constant boolean := exists (select from ${schema}.unseen_statements());
begin
  select format('%I.%I', n.nspname, c.relname)
    into relation
    from pg_class c
    join pg_namespace n
      on n.oid = c.relnamespace
   where c.oid = used_relation;

  insert into ${schema}.deprecated_column_uses as d (
    relation_name,
    column_name,
    found_by,
    role_name,
    application_name,
    place,
    uses,
    first_used_at,
    last_used_at)
  select relation,
         used_column,
         f.found_by,
         f.role_name,
         f.application_name,
         f.place,
         f.uses,
         now(),
         now()
    from (
           select 'pg_stat_statements' as found_by,
                  s.role_name,
                  '' as application_name,
                  s.queryid::text as place,
                  s.calls as uses
             from ${schema}.statements_that_use_column(used_relation, used_column) s
            union all
           -- What runs at this moment: of it the application is known.
           select 'pg_stat_activity',
                  a.usename,
                  a.application_name,
                  coalesce(a.query_id::text, ''),
                  count(*)
             from pg_stat_activity a
             join pg_class c
               on c.oid = used_relation
            where a.datname = current_database()
              and a.pid <> pg_backend_pid()
              and a.backend_type = 'client backend'
              -- Without literals, as pg_stat_statements has them: this function is called with such names.
              and ${schema}.statement_uses_column(
                    regexp_replace(a.query, '''[^'']*''', '?', 'g'),
                    c.relname,
                    used_column)
            group by a.usename,
                     a.application_name,
                     a.query_id
         ) f
      on conflict on constraint deprecated_column_uses_pkey
      do update
     set uses = excluded.uses,
         last_used_at = excluded.last_used_at
   -- Statistics that are the same as the last time are no use since.
   where d.found_by <> 'pg_stat_statements'
      or d.uses <> excluded.uses;

  get diagnostics observed = row_count;

  if is_blind then
    return observed;
  end if;

  update ${schema}.deprecated_column_observations as o
     set last_look_at = now(),
         looks = o.looks + 1
   where o.relation_name = relation
     and o.column_name = used_column
     and o.last_look_at >= now() - interval '1 day'
     and o.began_at = (
           select max(p.began_at)
             from ${schema}.deprecated_column_observations p
            where p.relation_name = relation
              and p.column_name = used_column);

  if not found then
    insert into ${schema}.deprecated_column_observations (
      relation_name,
      column_name,
      began_at,
      last_look_at,
      looks)
    values (
      relation,
      used_column,
      now(),
      now(),
      1)
        on conflict on constraint deprecated_column_observations_pkey
        do nothing;
  end if;

  return observed;
end
$$;

comment on function ${schema}.observe_column_uses(regclass, name) is
'Notes which statements have used the column since the last time, by the statistics of the server, and returns how many. Notes that somebody looked, unless statements are hidden from the session. pii=none';

revoke execute
    on function ${schema}.observe_column_uses(regclass, name)
  from public;

-- The functions of the module, by their names: what is written about a function, anybody can write.
create function ${schema}.user_email_functions()
        returns setof regprocedure
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  select p.function
    from unnest(array[
           'accept_legacy_conflicts(bigint[], text)',
           'add_institution_roster_lines(bigint, integer, text[], text[], text[], text[])',
           'apply_institution_roster_lines(bigint, integer[], timestamp with time zone)',
           'apply_institution_roster_releases(bigint, bigint[], timestamp with time zone)',
           'autovacuum_of(text, text)',
           'backfill_user_email_addresses(integer, integer, interval)',
           'begin_institution_roster(bigint, timestamp with time zone, timestamp with time zone)',
           'block_institution_roster_lines(bigint, integer[])',
           'changes_primary_email(${schema}.user_email_address_history)',
           'choose_primary_email_address(bigint)',
           'claim_user_email_messages(text[], integer, interval, integer)',
           'clear_legacy_email_address()',
           'column_references(regclass, name)',
           'copy_legacy_email_addresses(integer)',
           'email_addresses_of_a_person(bigint)',
           'email_domain_label_in_ascii(text)',
           'empty_legacy_email_address(bigint)',
           'erase_deleted_user()',
           'erase_everything_about_user(bigint)',
           'erase_user_email_addresses(bigint)',
           'expire_user_email_address_history(timestamp with time zone, integer)',
           'fill_legacy_email_addresses(bigint, bigint, integer)',
           'forget_legacy_email_address(bigint)',
           'forward_legacy_email_address()',
           'forward_primary_email_address()',
           'free_email_address()',
           'is_blank_email_address(text)',
           'join_institution_roster_circles(bigint)',
           'join_institution_roster_lines(bigint, integer[])',
           'keep_legacy_email_address(bigint, boolean, boolean, boolean)',
           'keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[])',
           'legacy_email_can_be_evaluated(${schema}.${users_table})',
           'legacy_email_confirmed_at(${schema}.${users_table})',
           'legacy_email_created_at(${schema}.${users_table})',
           'legacy_email_is_confirmed(${schema}.${users_table})',
           'legacy_email_is_institution_managed(${schema}.${users_table})',
           'lock_within_one_timeout(text[], text[])',
           'minimum_history_retention()',
           'move_user_email_address_history(bigint, bigint)',
           'normalized_email_address(text)',
           'normalized_international_email_address(text)',
           'note_entered_primary_email_address()',
           'note_move_event(text, text, text)',
           'observe_column_uses(regclass, name)',
           'pause_user_email_move(text)',
           'plan_institution_roster(bigint)',
           'readable_statistics_of_statements()',
           'record_commit_of_user_email_addresses()',
           'record_deprecated_column_use(text, text, text, text, text, text, bigint)',
           'record_user_email_address_change()',
           'refuse_change_without_lock()',
           'refuse_truncate_while_forwarding()',
           'release_institution_managed_email_addresses(bigint, bigint[], timestamp with time zone)',
           'require_conditions_of_the_move(text, text, text, text)',
           'require_primary_email_address()',
           'resume_user_email_move()',
           'retry_legacy_conflicts(integer)',
           'set_updated_at_of_user_email_address()',
           'settle_legacy_conflicts(text)',
           'soft_drop_column(regclass, name, regrole)',
           'sql_without_comments(text)',
           'statement_uses_column(text, text, text)',
           'statements_that_use_column(regclass, name)',
           'sweep_entered_email_addresses(timestamp with time zone, integer)',
           'take_legacy_email_address(text, bigint)',
           'undo_soft_drop(regclass, name, regrole)',
           'unseen_statements()',
           'user_email_backfill_obstacle(interval, integer)',
           'user_email_contract_obstacles(interval)',
           'user_email_contract_wait()',
           'user_email_forwarding_faults()',
           'user_email_functions()',
           'user_email_move_problems()',
           'user_email_move_progress()',
           'user_email_replicas()',
           'user_with_email(text)',
           'void_user_email_confirmation()',
           'waive_contract_check(text, text)',
           'withdraw_entered_email_address()',
           'withdraw_from_everybody(text[])',
           'withdraw_noted_email_addresses(timestamp with time zone, integer)',
           'work_out_institution_roster(bigint, integer[])',
           'write_legacy_email_address(bigint, text, boolean, timestamp with time zone, boolean, bigint)']) as f (signature)
   cross
    join to_regprocedure('${schema}.' || f.signature) as p (function)
   where p.function is not null
$$;

comment on function ${schema}.user_email_functions() is
'The functions and procedures of this module that the schema has. pii=none';

revoke execute
    on function ${schema}.user_email_functions()
  from public;

create function ${schema}.column_references(used_relation regclass, used_column name)
        returns table (
          kind   text,
          object text)
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  -- What the server knows to depend on it; a view that was made by "select *", too.
  select i.type,
         i.identity
    from pg_attribute a
    join pg_depend d
      on d.refclassid = 'pg_class'::regclass
     and d.refobjid = a.attrelid
     and d.refobjsubid = a.attnum
    left
    join pg_rewrite r
      on d.classid = 'pg_rewrite'::regclass
     and r.oid = d.objid
    left
    join pg_trigger g
      on d.classid = 'pg_trigger'::regclass
     and g.oid = d.objid
   cross
    join lateral pg_identify_object(
                   -- The rule that makes a view is the view.
                   case when r.rulename = '_RETURN' then 'pg_class'::regclass else d.classid end,
                   case when r.rulename = '_RETURN' then r.ev_class else d.objid end,
                   case when d.classid = 'pg_class'::regclass then d.objsubid else 0 end) i
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
     -- What the move has made goes with the column.
     and (r.rulename = '_RETURN' and r.ev_class = to_regclass('${schema}.user_email_addresses_with_legacy')) is not true
     and (g.tgname in ('users_forward_email_address_after_insert',
                       'users_forward_email_address_after_update')) is not true
     -- That it must not be null goes with the column; since PostgreSQL 18 it is a constraint.
     and not exists (
           select
             from pg_constraint c
            where d.classid = 'pg_constraint'::regclass
              and c.oid = d.objid
              and c.contype = 'n')
     -- Its own default goes with the column, and nobody misses it; a generated column has one, too.
     and not exists (
           select
             from pg_attrdef f
            where d.classid = 'pg_attrdef'::regclass
              and f.oid = d.objid
              and f.adnum = a.attnum)
   union
  -- What only the text tells: bodies that are parsed when they run. Those of this module go with the column.
  select i.type,
         i.identity
    from pg_proc p
   cross
    join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) i
    join pg_namespace n
      on n.oid = p.pronamespace
    join pg_class c
      on c.oid = used_relation
   cross
    join lateral ${schema}.sql_without_comments(lower(p.prosrc)) as b (body)
   where b.body ~ ('[[:<:]]' || lower(used_column) || '[[:>:]]')
     and n.nspname not in ('pg_catalog', 'information_schema')
     and (   b.body ~ ('[[:<:]]' || lower(c.relname) || '[[:>:]]')
             -- A trigger on the table names the column only.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = used_relation))
     and p.oid not in (select f from ${schema}.user_email_functions() f)
   union all
  -- What goes with the column, and has been given to somebody on purpose.
  select 'grant',
         g.privilege_type || ' to ' || coalesce(r.rolname, 'public')
    from pg_attribute a
   cross
    join lateral aclexplode(a.attacl) g
    left
    join pg_roles r
      on r.oid = g.grantee
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
$$;

comment on function ${schema}.column_references(regclass, name) is
'Everything in the database that uses a column: what depends on it, functions whose text names it, and grants of the column itself. What this module made for its move is not in it, and statements of clients are not. pii=none';

revoke execute
    on function ${schema}.column_references(regclass, name)
  from public;

-- What a role could do before its soft drop.
create table ${schema}.soft_dropped_columns (
  relation_name text        not null collate "C",
  column_name   text        not null collate "C",
  role_name     text        not null collate "C",
  privilege     text        not null collate "C",

  -- of the whole table, or of the column; and whether it could be passed on
  of_table      boolean     not null,
  is_grantable  boolean     not null,
  dropped_at    timestamptz not null default now(),

  constraint soft_dropped_columns_pkey
     primary key (relation_name, column_name, role_name, privilege, of_table)
);

comment on table ${schema}.soft_dropped_columns is
'Rights that were taken from roles to try the drop of a column: one row for each. pii=none';
comment on column ${schema}.soft_dropped_columns.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.soft_dropped_columns.column_name is
'The column. pii=none';
comment on column ${schema}.soft_dropped_columns.role_name is
'From whom it was taken. pii=none';
comment on column ${schema}.soft_dropped_columns.privilege is
'What was taken: SELECT, INSERT, UPDATE, REFERENCES. pii=none';
comment on column ${schema}.soft_dropped_columns.of_table is
'Whether it was given for the whole table; the other columns keep it. pii=none';
comment on column ${schema}.soft_dropped_columns.is_grantable is
'Whether the role could give it to others. pii=none';
comment on column ${schema}.soft_dropped_columns.dropped_at is
'When it was taken. pii=none';

-- Rights are changed without a lock of the table. A right of the table is first taken, which takes those of
-- its columns along, and then given for each other column.
create function ${schema}.soft_drop_column(dropped_relation regclass, dropped_column name, from_role regrole)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  relation constant text := (
    select format('%I.%I', n.nspname, c.relname)
      from pg_class c
      join pg_namespace n
        on n.oid = c.relnamespace
     where c.oid = dropped_relation);
  others   constant text := (
    select string_agg(format('%I', a.attname), ', ' order by a.attnum)
      from pg_attribute a
     where a.attrelid = dropped_relation
       and a.attnum > 0
       and not a.attisdropped
       and a.attname <> dropped_column);
  had      ${schema}.soft_dropped_columns;
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = dropped_relation
            and a.attname = dropped_column
            and a.attnum > 0
            and not a.attisdropped) then
    raise exception 'table % has no column %', relation, dropped_column
      using errcode = 'undefined_column';
  end if;

  for had in
    insert into ${schema}.soft_dropped_columns (
      relation_name,
      column_name,
      role_name,
      privilege,
      of_table,
      is_grantable)
    select relation,
           dropped_column,
           from_role::text,
           g.privilege_type,
           g.of_table,
           bool_or(g.is_grantable)
      from (
             select t.privilege_type,
                    true as of_table,
                    t.is_grantable,
                    t.grantee
               from pg_class c
              cross
               join lateral aclexplode(c.relacl) t
              where c.oid = dropped_relation
              union all
             select t.privilege_type,
                    false,
                    t.is_grantable,
                    t.grantee
               from pg_attribute a
              cross
               join lateral aclexplode(a.attacl) t
              where a.attrelid = dropped_relation
                and a.attname = dropped_column
           ) g
     where g.grantee = from_role
       and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
     group by g.privilege_type,
              g.of_table
        on conflict on constraint soft_dropped_columns_pkey
        do nothing
    returning *
  loop
    if had.of_table then
      execute format('revoke %s on table %s from %s', had.privilege, relation, from_role);

      if others is not null then
        execute format(
          'grant %s (%s) on table %s to %s%s',
          had.privilege,
          others,
          relation,
          from_role,
          case when had.is_grantable then ' with grant option' else '' end);
      end if;
    else
      execute format('revoke %s (%I) on table %s from %s', had.privilege, dropped_column, relation, from_role);
    end if;
  end loop;

  -- A rehearsal that rehearses nothing would be believed.
  if has_column_privilege(from_role, dropped_relation, dropped_column, 'select, insert, update') then
    raise exception 'role % can use column % of % all the same', from_role, dropped_column, relation
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'It is a superuser, owns the table, is a member of a role that can, or everybody can. Take it from that role, or from all.';
  end if;
end
$$;

comment on function ${schema}.soft_drop_column(regclass, name, regrole) is
'Takes a column from a role, and leaves it the other columns, as if the column were dropped for that role alone; fails, and changes nothing, if the role could use it all the same. Locks no table. pii=none';

revoke execute
    on function ${schema}.soft_drop_column(regclass, name, regrole)
  from public;

create function ${schema}.undo_soft_drop(dropped_relation regclass, dropped_column name, from_role regrole)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  had      ${schema}.soft_dropped_columns;
  given    bigint := 0;
  others   constant text := (
    select string_agg(format('%I', a.attname), ', ' order by a.attnum)
      from pg_attribute a
     where a.attrelid = dropped_relation
       and a.attnum > 0
       and not a.attisdropped
       and a.attname <> dropped_column);
  relation constant text := (
    select format('%I.%I', n.nspname, c.relname)
      from pg_class c
      join pg_namespace n
        on n.oid = c.relnamespace
     where c.oid = dropped_relation);
begin
  for had in
    delete
      from ${schema}.soft_dropped_columns d
     where d.relation_name = relation
       and d.column_name = dropped_column
       and d.role_name = from_role::text
    returning *
  loop
    if had.of_table and others is not null then
      execute format('revoke %s (%s) on table %s from %s', had.privilege, others, relation, from_role);
    end if;

    execute format(
      'grant %s %s on table %s to %s%s',
      had.privilege,
      case when had.of_table then '' else format('(%I)', dropped_column) end,
      relation,
      from_role,
      case when had.is_grantable then ' with grant option' else '' end);
    given := given + 1;
  end loop;

  return given;
end
$$;

comment on function ${schema}.undo_soft_drop(regclass, name, regrole) is
'Gives a role back what a soft drop took, and returns how many rights that are; 0 where there was none. Locks no table. pii=none';

revoke execute
    on function ${schema}.undo_soft_drop(regclass, name, regrole)
  from public;
