CREATE OR REPLACE FUNCTION public.sql_without_comments(code text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  -- Quoted text stays, followed by a blank.
  select regexp_replace(
           code,
           '(''[^'']*''|"[^"]*")|/[*]([^*]|[*]+[^*/])*[*]+/|--[^' || chr(10) || ']*',
           E'\\1 ',
           'g')
$function$
