CREATE OR REPLACE FUNCTION public.refuse_truncate_while_forwarding()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  raise exception 'table % cannot be truncated while email addresses are forwarded', tg_table_name
    using errcode = 'object_not_in_prerequisite_state',
          hint = 'No row trigger fires for truncate, so the two sides would differ. Use delete.';
end
$function$
