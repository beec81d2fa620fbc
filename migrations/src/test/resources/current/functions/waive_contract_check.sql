CREATE OR REPLACE FUNCTION public.waive_contract_check(waived_check text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  if not exists (
         select
           from public.user_email_move m
          where m.verified_at is not null) then
    raise exception 'check % of the contract cannot be waived: the verification has not passed', waived_check
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'First run the move up to the verification. A waiver is valid only for the verification before it.';
  end if;

  insert into public.user_email_contract_waivers (
    waived_check,
    waived_by,
    reason,
    waived_at)
  values (
    waived_check,
    session_user,
    reason,
    clock_timestamp());
end
$function$
