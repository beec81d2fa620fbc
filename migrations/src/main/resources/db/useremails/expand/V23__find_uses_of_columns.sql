-- Have a way to tell who still uses a column that is to go.
--
-- Why     A column is dropped when nobody uses it, and somebody always does. For any column of any table.
-- Phase   expand. Nothing calls the functions yet; they stay after the contract.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V23.sql; loses what was noted, and takes back no soft drop.

set local lock_timeout = '${lock_timeout}';

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
'When it was seen first, UTC. pii=none';
comment on column ${schema}.deprecated_column_uses.last_used_at is
'When it was seen last, UTC. pii=none';

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
            set search_path = pg_catalog, ${schema}
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

-- Whether the text of a statement uses the column, as far as words tell. Of statements that name other
-- tables, too, only those are sure that say whose column it is.
create function ${schema}.statement_uses_column(statement text, relation_name text, column_name text)
        returns boolean
       language sql
      immutable
       parallel safe
         return statement ~* ('\m' || column_name || '\M')
            and statement ~* ('\m' || relation_name || '\M')
            -- The addresses have columns of the same names.
            and (   statement !~* '\muser_email_'
                 or statement ~* ('\m' || relation_name || '"?\."?' || column_name || '\M')
                 or statement ~* ('(\w+)"?\."?' || column_name || '\M.*\m' || relation_name || '"?\s+(as\s+)?"?\1\M')
                 or statement ~* ('\m' || relation_name || '"?\s+(?:as\s+)?"?(\w+)\M.*\m\1"?\."?' || column_name || '\M'))
            and statement !~* '^\s*(create|alter|drop|comment|grant|revoke)\M'
            -- A dump takes whatever columns there are.
            and statement !~* '^\s*copy [^(]+\([^)]*\) to stdout';

comment on function ${schema}.statement_uses_column(text, text, text) is
'Whether a statement names a column of a table. "select *" names none. pii=none';

create function ${schema}.statements_that_use_column(used_relation regclass, used_column name)
        returns table (
          role_name text,
          queryid   bigint,
          calls     bigint)
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
as $$
begin
  if not exists (select from pg_extension x where x.extname = 'pg_stat_statements') then
    return;
  end if;

  return query execute format(
    $query$
    select r.rolname::text,
           s.queryid,
           sum(s.calls)::bigint
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
    (
      select quote_ident(n.nspname) || '.pg_stat_statements'
        from pg_extension x
        join pg_namespace n
          on n.oid = x.extnamespace
       where x.extname = 'pg_stat_statements'))
    using used_relation, used_column::text;
end
$$;

comment on function ${schema}.statements_that_use_column(regclass, name) is
'Statements since pg_stat_statements was reset that name the column, with the role and how often they ran. None without that extension. pii=none';

-- Run it every few minutes: then the table has first and last times, also over a reset of the statistics.
create function ${schema}.observe_column_uses(used_relation regclass, used_column name)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
declare
  relation text;
  observed bigint;
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
              and ${schema}.statement_uses_column(a.query, c.relname, used_column)
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
  return observed;
end
$$;

comment on function ${schema}.observe_column_uses(regclass, name) is
'Notes which statements have used the column since the last time, by the statistics of the server, and returns how many. pii=none';

revoke execute
    on function ${schema}.observe_column_uses(regclass, name)
  from public;

create function ${schema}.column_references(used_relation regclass, used_column name)
        returns table (
          kind   text,
          object text)
       language sql
         stable
            set search_path = pg_catalog, ${schema}
as $$
  -- What the server knows to depend on it; a view that was made by "select *", too.
  select distinct
         i.type,
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
   union all
  -- What only the text tells: bodies that are parsed when they run. Those of this module go with the column.
  select case p.prokind when 'p' then 'procedure' else 'function' end,
         p.oid::regprocedure::text
    from pg_proc p
    join pg_namespace n
      on n.oid = p.pronamespace
    join pg_class c
      on c.oid = used_relation
   where p.prosrc ~* ('\m' || used_column || '\M')
     and n.nspname not in ('pg_catalog', 'information_schema')
     and (   p.prosrc ~* ('\m' || c.relname || '\M')
             -- A trigger on the table names the column only.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = used_relation))
     and not (    p.pronamespace = '${schema}'::regnamespace
              and coalesce(obj_description(p.oid, 'pg_proc'), '') ~ 'pii=(none|indirect|direct)$')
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
'When it was taken, UTC. pii=none';

-- Rights are changed without a lock of the table. A right of the table is first taken, which takes those of
-- its columns along, and then given for each other column.
create function ${schema}.soft_drop_column(dropped_relation regclass, dropped_column name, from_role regrole)
        returns void
       language plpgsql
            set search_path = pg_catalog, ${schema}
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
            set search_path = pg_catalog, ${schema}
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
