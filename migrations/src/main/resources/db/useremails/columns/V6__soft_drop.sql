-- Create the soft drop of a column.
--
-- Why     A column that a role can no longer access fails where it is used, and can be restored at once.
-- Locks   access exclusive on the new table only.
-- Time    constant.
-- Undo    undo all soft drops first; then uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The privileges that a role had before a soft drop.
create table ${schema}.soft_dropped_columns (
  relation_name text        not null collate "C",
  column_name   text        not null collate "C",
  role_name     text        not null collate "C",
  privilege     text        not null collate "C",

  -- on the whole table or on the column, and with grant option or without
  of_table      boolean     not null,
  is_grantable  boolean     not null,
  dropped_at    timestamptz not null default now(),

  constraint soft_dropped_columns_pkey
     primary key (relation_name, column_name, role_name, privilege, of_table)
);

comment on table ${schema}.soft_dropped_columns is
'Privileges that a soft drop revoked: one row for each privilege. pii=none';
comment on column ${schema}.soft_dropped_columns.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.soft_dropped_columns.column_name is
'The column. pii=none';
comment on column ${schema}.soft_dropped_columns.role_name is
'The role that lost the privilege. pii=none';
comment on column ${schema}.soft_dropped_columns.privilege is
'The revoked privilege: SELECT, INSERT, UPDATE, REFERENCES. pii=none';
comment on column ${schema}.soft_dropped_columns.of_table is
'Whether the privilege was granted on the whole table; the role keeps it on the other columns. pii=none';
comment on column ${schema}.soft_dropped_columns.is_grantable is
'Whether the role held the privilege with grant option. pii=none';
comment on column ${schema}.soft_dropped_columns.dropped_at is
'When the privilege was revoked. pii=none';

-- Changing privileges does not lock the table. A privilege on the table is revoked first, which also revokes it on the
-- columns, and then granted on each other column.
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

  -- A soft drop that takes no effect would give false confidence.
  if has_column_privilege(from_role, dropped_relation, dropped_column, 'select, insert, update') then
    raise exception 'role % can still use column % of %', from_role, dropped_column, relation
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'It is a superuser, owns the table, or inherits the privilege from public or from another role. Revoke it there.';
  end if;
end
$$;

comment on function ${schema}.soft_drop_column(regclass, name, regrole) is
'Revokes a role''s access to one column and keeps its access to the others, as if the column were dropped for that role alone. Fails and changes nothing if the role could still use the column. Locks no table. pii=none';

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
'Grants a role again what a soft drop revoked, and returns the number of privileges; 0 if there was none. Locks no table. pii=none';

revoke execute
    on function ${schema}.undo_soft_drop(regclass, name, regrole)
  from public;
