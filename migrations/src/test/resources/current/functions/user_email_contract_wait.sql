CREATE OR REPLACE FUNCTION public.user_email_contract_wait()
 RETURNS interval
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  setting constant text := coalesce(nullif(current_setting('useremails.contract_wait', true), ''), '7 days');
begin
  return greatest(setting::interval, interval '0');
exception
  when invalid_datetime_format or datetime_field_overflow or interval_field_overflow then
    raise exception 'setting useremails.contract_wait is not an interval: %', setting
      using errcode = 'invalid_parameter_value',
            hint = 'Set it to an interval, such as 7 days.';
end
$function$
