CREATE OR REPLACE FUNCTION public.erase_everything_about_user(erased_user_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  move_goes_on constant boolean := to_regclass('public.user_email_addresses_with_legacy') is not null;
  addresses    text[];
  known        record;
begin
  perform
     from public.users u
    where u.id = erased_user_id
      for no key update;

  addresses := public.email_addresses_of_a_person(erased_user_id);

  -- During the move, the legacy column may contain an address that user_email_addresses does not.
  if move_goes_on then
    execute 'select public.forget_legacy_email_address($1)'
      using erased_user_id;
    execute 'delete from public.user_email_legacy_conflicts c where c.user_id = $1'
      using erased_user_id;
  end if;

  -- Roster lines with the person's addresses. A line that names another user stays, whatever its address.
  delete
    from public.user_email_roster_lines l
   where l.user_id = erased_user_id;

  delete
    from public.user_email_roster_lines l
   where l.normalized_email_address = any(addresses)
     and l.user_id is null;

  -- Lines with a key by which an institution knows the user, whatever their address. A user has few keys.
  for known in
    select m.institution_id,
           m.external_key
      from public.user_email_institution_members m
     where m.user_id = erased_user_id
  loop
    delete
      from public.user_email_roster_lines l
     where l.roster_id = (
             select r.id
               from public.user_email_rosters r
              where r.institution_id = known.institution_id)
       and l.external_key = known.external_key;
  end loop;

  delete
    from public.user_email_roster_releases d
   where d.user_id = erased_user_id;

  delete
    from public.user_email_institution_members m
   where m.user_id = erased_user_id;

  -- Deletes pending confirmations too.
  delete
    from public.user_email_addresses e
   where e.user_id = erased_user_id;

  -- Deletes the rows that the statement above just recorded, and the history of users who were merged into this one.
  -- The history of this user before a merge into another belongs to that other person and stays.
  delete
    from public.user_email_address_history h
   where h.user_id = erased_user_id
     and h.merged_into_user_id is null;

  delete
    from public.user_email_address_history h
   where h.merged_into_user_id = erased_user_id;

  -- An erased person gets no more messages, and no message to others contains the person's addresses.
  delete
    from public.user_email_outbox o
   where o.user_id = erased_user_id;

  -- During the move, the address may be the only value in the legacy column of another user.
  if not move_goes_on and cardinality(addresses) > 0 then
    perform public.withdraw_from_everybody(addresses);
  end if;
end
$function$
