CREATE OR REPLACE FUNCTION public.record_commit_of_user_email_addresses()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
begin
  update /* useremails */ public.user_email_transactions as t
     set committed_at = clock_timestamp()
   where t.transaction_id = new.transaction_id
     and t.began_at = new.began_at;

  -- With "set constraints all immediate" the trigger fired before the last statement.
  perform set_config('useremails.recorded_transaction', '', true);

  return null;
end
$function$
