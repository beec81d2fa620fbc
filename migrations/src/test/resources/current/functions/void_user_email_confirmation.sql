CREATE OR REPLACE FUNCTION public.void_user_email_confirmation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
AS $function$
begin
  delete
    from public.user_email_confirmations c
   where c.user_email_address_id = any(array(
           select b.id
             from addresses_before b
             full
             join addresses_after a
               on a.id = b.id
            where (b.user_id, b.email_address, b.normalized_email_address, b.confirmed, b.institution_managed)
                  is distinct from
                  (a.user_id, a.email_address, a.normalized_email_address, a.confirmed, a.institution_managed)
               or (a.primary and not b.primary) is not false));

  return null;
end
$function$
