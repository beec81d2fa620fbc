CREATE OR REPLACE FUNCTION public.forget_legacy_email_address(forgotten_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  perform public.write_legacy_email_address(
            l.id,
            public.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.id as id
              from public.users u
             where u.id = forgotten_id
               and not public.is_blank_email_address(u.email_address)
               for no key update) l;
end
$function$
