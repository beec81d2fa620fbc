CREATE OR REPLACE FUNCTION public.write_legacy_email_address(changed_id bigint, email_address text, confirmed boolean, confirmed_at timestamp with time zone, institution_managed boolean, institution_id bigint)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET row_security TO 'off'
AS $function$
#variable_conflict use_variable
declare
  written text;
begin
  update /* useremails */ public.users as u
     set email_address = email_address
   where u.id = changed_id
     and (   u.email_address::text collate "C" is distinct from email_address)
  returning u.email_address
    into written;

  return written;
end
$function$
