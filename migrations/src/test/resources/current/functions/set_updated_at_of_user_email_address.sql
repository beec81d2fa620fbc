CREATE OR REPLACE FUNCTION public.set_updated_at_of_user_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  new.updated_at := clock_timestamp();

  return new;
end
$function$
