CREATE OR REPLACE FUNCTION public.undo_soft_drop(dropped_relation regclass, dropped_column name, from_role regrole)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  had      public.soft_dropped_columns;
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
      from public.soft_dropped_columns d
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
$function$
