CREATE OR REPLACE FUNCTION public.refuse_change_without_lock()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  raise exception 'a row of the user was changed without a lock'
    using errcode = 'serialization_failure';
end
$function$
