-- Create the functions that find statements using a column.
--
-- Why     Statements come from pg_stat_statements. Statements that the role cannot see are reported, not ignored.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The view of pg_stat_statements, if the session can read it.
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
     -- The settings exist only if the library was loaded when the server started.
     and current_setting('pg_stat_statements.max', true) is not null
     and has_schema_privilege(c.relnamespace, 'usage')
     and has_table_privilege(c.oid, 'select')
$$;

comment on function ${schema}.readable_statistics_of_statements() is
'The view pg_stat_statements with its schema; null if it is missing, not loaded, or not readable by the session. pii=none';

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
           'is not installed in this database, so running statements cannot be seen',
           'Add it to shared_preload_libraries, restart the server, and run: create extension pg_stat_statements';
    return;
  elsif current_setting('pg_stat_statements.max', true) is null then
    return query
    select 'extension pg_stat_statements',
           'is not loaded, so running statements cannot be seen',
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
           || ', or reset it; observations count from then on.'
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
           format('role %s cannot read the statements of %s roles', current_user, hidden),
           format('Run as an administrator: grant pg_read_all_stats to %I', current_user);
  end if;
end
$$;

comment on function ${schema}.unseen_statements() is
'Why the session cannot see all statements of the database: one row for each reason, with the remedy; no row if it sees all. pii=none';

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
           -- Utility statements contain their literals.
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
'Statements since the last reset of pg_stat_statements that name the column, with the role, the number of runs, and the text without literals. Empty if the session cannot see them. pii=none';

revoke execute
    on function ${schema}.statements_that_use_column(regclass, name)
  from public;
