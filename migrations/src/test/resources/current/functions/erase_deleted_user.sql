CREATE OR REPLACE FUNCTION public.erase_deleted_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  perform public.erase_everything_about_user(old.id);

  return null;
end
$function$
