CREATE OR REPLACE FUNCTION public.refuse_next_institution_roster_batch(refused_roster_id bigint, refused_with text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET jit TO 'off'
AS $function$
declare
  lines       integer[] := public.next_institution_roster_lines(refused_roster_id, 1);
  address_ids bigint[];
begin
  if lines is not null then
    update public.user_email_roster_lines as l
       set outcome = refused_with,
           pending = false,
           user_id = null,
           replaced_address_id = null,
           vacated_by = null
     where l.roster_id = refused_roster_id
       and l.line = any(lines);
    return;
  end if;

  address_ids := public.next_institution_roster_releases(refused_roster_id, 1);

  -- The other conflicts say what stands against a claim.
  update public.user_email_roster_releases as d
     set conflict = case
                      when refused_with in ('listener_failed', 'locked', 'refused_by_database')
                      then refused_with
                      else 'refused_by_database'
                    end,
         pending = false
   where d.roster_id = refused_roster_id
     and d.user_email_address_id = any(address_ids);
end
$function$
