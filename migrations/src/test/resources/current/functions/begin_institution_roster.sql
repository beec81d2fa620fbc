CREATE OR REPLACE FUNCTION public.begin_institution_roster(beginning_institution_id bigint, beginning_at timestamp with time zone, expiring_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  begun_roster_id bigint;
begin
  perform pg_advisory_xact_lock(
            hashtextextended('public.user_email_rosters of ' || beginning_institution_id, 0));

  delete
    from public.user_email_rosters r
   where r.institution_id = beginning_institution_id;

  -- Deletes expired rosters, except one that another transaction is resuming.
  delete
    from public.user_email_rosters r
   where r.id in (
           select x.id
             from public.user_email_rosters x
            where x.expires_at <= beginning_at
              for update
             skip locked);

  insert into public.user_email_rosters (
    institution_id,
    managed,
    created_at,
    expires_at)
  select beginning_institution_id,
         count(*),
         beginning_at,
         expiring_at
    from public.user_email_addresses e
   where e.institution_id = beginning_institution_id
     and e.institution_managed
  returning id
    into begun_roster_id;

  return begun_roster_id;
end
$function$
