CREATE OR REPLACE FUNCTION public.note_entered_primary_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  if exists (
       select
         from public.user_email_addresses e
        where e.normalized_email_address = new.normalized_email_address
          and (e.confirmed or e.institution_managed)
          and e.user_id <> new.user_id) then
    insert into public.user_email_withdrawals (
      normalized_email_address,
      entered_before,
      due_at)
    values (
      new.normalized_email_address,
      '-infinity',
      new.created_at)
        on conflict on constraint user_email_withdrawals_pkey
        do nothing;
  end if;

  return null;
end
$function$
