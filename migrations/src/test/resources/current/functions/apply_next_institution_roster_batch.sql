CREATE OR REPLACE FUNCTION public.apply_next_institution_roster_batch(applied_roster_id bigint, batch_size integer, applied_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  lines       integer[];
  address_ids bigint[];
begin
  -- A newer roster has deleted this one, or waits until the transaction ends.
  perform
     from public.user_email_rosters r
    where r.id = applied_roster_id
      for no key update;

  if not found then
    return false;
  end if;

  lines := public.next_institution_roster_lines(applied_roster_id, batch_size);

  if lines is not null then
    perform public.apply_institution_roster_lines(applied_roster_id, lines, applied_at);
    return true;
  end if;

  address_ids := public.next_institution_roster_releases(applied_roster_id, batch_size);

  if address_ids is not null then
    perform public.apply_institution_roster_releases(applied_roster_id, address_ids, applied_at);
    return true;
  end if;

  return false;
end
$function$
