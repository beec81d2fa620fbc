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

  -- While the move goes on, as the view tells, the legacy column may say what the addresses do not.
  if move_goes_on then
    execute 'select public.forget_legacy_email_address($1)'
      using erased_user_id;
    execute 'delete from public.user_email_legacy_conflicts c where c.user_id = $1'
      using erased_user_id;
  end if;

  -- What rosters say of the person. A line that names another user stays, whatever the address.
  delete
    from public.user_email_roster_lines l
   where l.user_id = erased_user_id;

  delete
    from public.user_email_roster_lines l
   where l.normalized_email_address = any(addresses)
     and l.user_id is null;

  -- And under a key by which an institution knows the user, whatever the address. A user has few keys.
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

  -- Pending confirmations go along.
  delete
    from public.user_email_addresses e
   where e.user_id = erased_user_id;

  -- What the line above has just recorded goes, too, and what the person was as another user. What another
  -- person was as this user stays with that person.
  delete
    from public.user_email_address_history h
   where h.user_id = erased_user_id
     and h.merged_into_user_id is null;

  delete
    from public.user_email_address_history h
   where h.merged_into_user_id = erased_user_id;

  -- An erased person is told nothing any more, and told of to nobody.
  delete
    from public.user_email_outbox o
   where o.user_id = erased_user_id;

  -- While the move goes on, an address may be all that the column of another user says.
  if not move_goes_on and cardinality(addresses) > 0 then
    perform public.withdraw_from_everybody(addresses);
  end if;
end
$function$
