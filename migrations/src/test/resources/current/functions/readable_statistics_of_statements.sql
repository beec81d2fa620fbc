CREATE OR REPLACE FUNCTION public.readable_statistics_of_statements()
 RETURNS regclass
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$
