CREATE OR REPLACE FUNCTION public.user_email_forwarding_faults()
 RETURNS TABLE(fault text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
  select 'forwarding is off: trigger ' || t.name
    from unnest(array[
           'users_forward_email_address_after_insert',
           'users_forward_email_address_after_update',
           'user_email_addresses_forward_primary_after_insert',
           'user_email_addresses_forward_primary_after_update',
           'user_email_addresses_clear_legacy_after_delete',
           'user_email_addresses_clear_legacy_after_update']) as t (name)
   where not exists (
           select
             from pg_trigger g
            where g.tgname = t.name
              and g.tgrelid in ('public.users'::regclass, 'public.user_email_addresses'::regclass)
              and g.tgenabled in ('O', 'A'))
   union all
  select 'forwarding is off: function ' || p.oid::regprocedure
    from pg_proc p
   where p.pronamespace = 'public'::regnamespace
     and p.proname in ('forward_legacy_email_address',
                       'forward_primary_email_address',
                       'clear_legacy_email_address',
                       'free_email_address')
     and p.prosrc !~ '(perform|update) '
$function$
