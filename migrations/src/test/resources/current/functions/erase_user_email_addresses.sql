CREATE OR REPLACE FUNCTION public.erase_user_email_addresses(erased_user_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if row_security_active('public.users'::regclass)
     and not exists (
           select
             from public.users u
            where u.id = erased_user_id) then
    raise exception 'user % cannot be erased: row-level security hides the user from role %', erased_user_id, current_user
      using errcode = 'insufficient_privilege',
            hint = 'Run it as the tenant of the user, or as a role to which no policy applies.';
  end if;

  perform public.erase_everything_about_user(erased_user_id);
end
$function$
