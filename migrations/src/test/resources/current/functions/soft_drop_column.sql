CREATE OR REPLACE FUNCTION public.soft_drop_column(dropped_relation regclass, dropped_column name, from_role regrole)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
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
  had      public.soft_dropped_columns;
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
    insert into public.soft_dropped_columns (
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
$function$
