CREATE OR REPLACE FUNCTION public.apply_institution_roster_lines(applied_roster_id bigint, applied_lines integer[], applied_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
  roster_institution_id bigint;
  places                tid[];
  user_ids              bigint[];
  keys                  text[];
  addresses             text[];
  normalized_addresses  text[];
  claimed               boolean[];
  moved                 boolean[];
  replaced_ids          bigint[];
  added_user_ids        bigint[];
begin
  select r.institution_id
    into roster_institution_id
    from public.user_email_rosters r
   where r.id = applied_roster_id;

  -- The lines in an order that only one index has; each is read twice, and updated by ctid.
  select array_agg(l.user_id)
    into user_ids
    from unnest(applied_lines) as n (line)
   cross
    join lateral (
           select k.*
             from public.user_email_roster_lines k
            where k.roster_id = applied_roster_id
              and k.line >= n.line
            order by k.line
            limit 1) l
   where l.line = n.line
     and l.pending;

  perform
     from public.users u
    where u.id = any(user_ids)
    order by u.id
      for no key update;

  -- Decided again for the users as they are now, not as they were when the roster was planned.
  perform public.work_out_institution_roster(applied_roster_id, applied_lines);
  perform public.block_institution_roster_lines(applied_roster_id, applied_lines);

  select array_agg(l.place),
         array_agg(l.user_id),
         array_agg(l.external_key),
         array_agg(l.email_address),
         array_agg(l.normalized_email_address),
         array_agg(l.outcome in ('claimed', 'moved')),
         array_agg(l.outcome = 'moved'),
         array_agg(l.replaced_address_id) filter (
           where l.outcome = 'moved')
    into places,
         user_ids,
         keys,
         addresses,
         normalized_addresses,
         claimed,
         moved,
         replaced_ids
    from unnest(applied_lines) as n (line)
   cross
    join lateral (
           select k.ctid as place,
                  k.*
             from public.user_email_roster_lines k
            where k.roster_id = applied_roster_id
              and k.line >= n.line
            order by k.line
            limit 1) l
   where l.line = n.line
     and l.pending;

  perform public.release_institution_managed_email_addresses(roster_institution_id, replaced_ids, applied_at);

  with added as (
         insert into public.user_email_addresses (
           user_id,
           email_address,
           normalized_email_address,
           created_at,
           updated_at)
         select l.user_id,
                l.email_address,
                l.normalized_email_address,
                applied_at,
                applied_at
           from unnest(user_ids, addresses, normalized_addresses, claimed)
                  as l (user_id, email_address, normalized_email_address, is_claimed)
          where l.is_claimed
            and (
                  select e.id
                    from public.user_email_addresses e
                   where e.user_id = l.user_id
                     and e.normalized_email_address = l.normalized_email_address) is null
         returning user_id)
  select array_agg(a.user_id)
    into added_user_ids
    from added a;

  -- In one statement: a user who loses an unconfirmed address chooses a primary among claims that are complete.
  update public.user_email_addresses as e
     set institution_managed = true,
         institution_id = roster_institution_id,
         updated_at = applied_at
   where e.id = any(array(
           select (
                    select c.id
                      from public.user_email_addresses c
                     where c.user_id = l.user_id
                       and c.normalized_email_address = l.normalized_email_address)
             from unnest(user_ids, normalized_addresses, claimed)
                    as l (user_id, normalized_email_address, is_claimed)
            where l.is_claimed));

  -- If the replaced address is primary, its replacement becomes primary.
  update public.user_email_addresses as e
     set "primary" = false,
         updated_at = applied_at
   where e.id = any(replaced_ids)
     and coalesce(e.primary, false);

  perform public.choose_primary_email_address(l.user_id)
     from unnest(user_ids, moved) as l (user_id, is_moved)
    where l.is_moved
       or l.user_id = any(added_user_ids);

  insert into public.user_email_institution_members (
    institution_id,
    external_key,
    user_id)
  select roster_institution_id,
         l.external_key,
         l.user_id
    from unnest(user_ids, keys) as l (user_id, external_key)
   where (
           select m.user_id
             from public.user_email_institution_members m
            where m.institution_id = roster_institution_id
              and m.external_key = l.external_key) is null;

  update public.user_email_roster_lines as l
     set pending = false
   where l.ctid = any(places);
end
$function$
