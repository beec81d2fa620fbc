CREATE OR REPLACE FUNCTION public.legacy_email_can_be_evaluated(u users)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  confirmed           boolean;
  institution_managed boolean;
  confirmed_at        timestamptz;
  created_at          timestamptz;
begin
  confirmed := ( true );
  institution_managed := ( false );
  confirmed_at := ( null );
  created_at := ( null );

  return true;
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$function$
