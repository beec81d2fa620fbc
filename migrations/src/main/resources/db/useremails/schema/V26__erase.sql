-- Create the functions that erase a person.
--
-- Why     After an erasure no table contains an address of the person.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Security definer, because no other role may delete from the history.
create function ${schema}.erase_everything_about_user(erased_user_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  move_goes_on constant boolean := to_regclass('${schema}.user_email_addresses_with_legacy') is not null;
  addresses    text[];
  known        record;
begin
  perform
     from ${schema}.${users_table} u
    where u.${users_key} = erased_user_id
      for no key update;

  addresses := ${schema}.email_addresses_of_a_person(erased_user_id);

  -- During the move, the legacy column may contain an address that user_email_addresses does not.
  if move_goes_on then
    execute 'select ${schema}.forget_legacy_email_address($1)'
      using erased_user_id;
    execute 'delete from ${schema}.user_email_legacy_conflicts c where c.user_id = $1'
      using erased_user_id;
  end if;

  -- Roster lines with the person's addresses. A line that names another user stays, whatever its address.
  delete
    from ${schema}.user_email_roster_lines l
   where l.user_id = erased_user_id;

  delete
    from ${schema}.user_email_roster_lines l
   where l.normalized_email_address = any(addresses)
     and l.user_id is null;

  -- Lines with a key by which an institution knows the user, whatever their address. A user has few keys.
  for known in
    select m.institution_id,
           m.external_key
      from ${schema}.user_email_institution_members m
     where m.user_id = erased_user_id
  loop
    delete
      from ${schema}.user_email_roster_lines l
     where l.roster_id = (
             select r.id
               from ${schema}.user_email_rosters r
              where r.institution_id = known.institution_id)
       and l.external_key = known.external_key;
  end loop;

  delete
    from ${schema}.user_email_roster_releases d
   where d.user_id = erased_user_id;

  delete
    from ${schema}.user_email_institution_members m
   where m.user_id = erased_user_id;

  -- Deletes pending confirmations too.
  delete
    from ${schema}.user_email_addresses e
   where e.user_id = erased_user_id;

  -- Deletes the rows that the statement above just recorded, and the history of users who were merged into this one.
  -- The history of this user before a merge into another belongs to that other person and stays.
  delete
    from ${schema}.user_email_address_history h
   where h.user_id = erased_user_id
     and h.merged_into_user_id is null;

  delete
    from ${schema}.user_email_address_history h
   where h.merged_into_user_id = erased_user_id;

  -- An erased person gets no more messages, and no message to others contains the person's addresses.
  delete
    from ${schema}.user_email_outbox o
   where o.user_id = erased_user_id;

  -- During the move, the address may be the only value in the legacy column of another user.
  if not move_goes_on and cardinality(addresses) > 0 then
    perform ${schema}.withdraw_from_everybody(addresses);
  end if;
end
$$;

comment on function ${schema}.erase_everything_about_user(bigint) is
'Does what erase_user_email_addresses promises, whether or not policies show the user to the caller. pii=indirect';

revoke execute
    on function ${schema}.erase_everything_about_user(bigint)
  from public;

-- Runs with the rights and the policies of the caller, so a tenant cannot erase another tenant's user. Without policies
-- the user may already be deleted.
create function ${schema}.erase_user_email_addresses(erased_user_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
as $$
begin
  if row_security_active('${schema}.${users_table}'::regclass)
     and not exists (
           select
             from ${schema}.${users_table} u
            where u.${users_key} = erased_user_id) then
    raise exception 'user % cannot be erased: row-level security hides the user from role %', erased_user_id, current_user
      using errcode = 'insufficient_privilege',
            hint = 'Run it as the tenant of the user, or as a role to which no policy applies.';
  end if;

  perform ${schema}.erase_everything_about_user(erased_user_id);
end
$$;

comment on function ${schema}.erase_user_email_addresses(bigint) is
'Deletes all addresses of a user, with pending confirmations, history, outbox and roster lines, and unconfirmed rows of other users with an address of this user. The row of the user stays. If the row is already deleted, deletes what is left. pii=indirect';

revoke execute
    on function ${schema}.erase_user_email_addresses(bigint)
  from public;

-- For operators who want the deletion of a row of users to erase the person: docs/guide/history.md shows how to enable
-- it. The trigger must be deferred: the deletion of the addresses is recorded only after all other triggers have fired.
create function ${schema}.erase_deleted_user()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  perform ${schema}.erase_everything_about_user(old.${users_key});

  return null;
end
$$;

comment on function ${schema}.erase_deleted_user() is
'Trigger: erases a user whose row was deleted. Not in use unless an operator creates the trigger. pii=none';

-- A role that may execute it could attach it to its own table, and erase any user.
revoke execute
    on function ${schema}.erase_deleted_user()
  from public;
