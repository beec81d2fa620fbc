CREATE OR REPLACE FUNCTION public.lock_next_institution_roster_users(locked_roster_id bigint, batch_size integer)
 RETURNS bigint[]
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  lines       integer[];
  address_ids bigint[];
  user_ids    bigint[];
begin
  perform
     from public.user_email_rosters r
    where r.id = locked_roster_id
      for no key update;

  lines := public.next_institution_roster_lines(locked_roster_id, batch_size);
  address_ids := case
                   when lines is null
                   then public.next_institution_roster_releases(locked_roster_id, batch_size)
                 end;

  select array_agg(distinct b.user_id)
    into user_ids
    from (
           select l.user_id
             from public.user_email_roster_lines l
            where l.roster_id = locked_roster_id
              and l.line = any(lines)
            union all
           select d.user_id
             from public.user_email_roster_releases d
            where d.roster_id = locked_roster_id
              and d.user_email_address_id = any(address_ids)) b;

  perform
     from public.users u
    where u.id = any(user_ids)
    order by u.id
      for no key update;

  return user_ids;
end
$function$
