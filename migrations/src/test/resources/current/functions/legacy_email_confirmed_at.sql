CREATE OR REPLACE FUNCTION public.legacy_email_confirmed_at(u users)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  return ( null );
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return null;
end
$function$
