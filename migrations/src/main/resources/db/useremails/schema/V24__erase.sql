-- Create the functions that erase a person.
--
-- Why     After an erasure no table has an address of the person.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- With the rights of its owner, since nobody else may delete from the history.
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

  -- While the move goes on, as the view tells, the legacy column may say what the addresses do not.
  if move_goes_on then
    execute 'select ${schema}.forget_legacy_email_address($1)'
      using erased_user_id;
    execute 'delete from ${schema}.user_email_legacy_conflicts c where c.user_id = $1'
      using erased_user_id;
  end if;

  -- What rosters say of the person. A line that names another user stays, whatever the address.
  delete
    from ${schema}.user_email_roster_lines l
   where l.user_id = erased_user_id;

  delete
    from ${schema}.user_email_roster_lines l
   where l.normalized_email_address = any(addresses)
     and l.user_id is null;

  -- And under a key by which an institution knows the user, whatever the address. A user has few keys.
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

  -- Pending confirmations go along.
  delete
    from ${schema}.user_email_addresses e
   where e.user_id = erased_user_id;

  -- What the line above has just recorded goes, too, and what the person was as another user. What another
  -- person was as this user stays with that person.
  delete
    from ${schema}.user_email_address_history h
   where h.user_id = erased_user_id
     and h.merged_into_user_id is null;

  delete
    from ${schema}.user_email_address_history h
   where h.merged_into_user_id = erased_user_id;

  -- An erased person is told nothing any more, and told of to nobody.
  delete
    from ${schema}.user_email_outbox o
   where o.user_id = erased_user_id;

  -- While the move goes on, an address may be all that the column of another user says.
  if not move_goes_on and cardinality(addresses) > 0 then
    perform ${schema}.withdraw_from_everybody(addresses);
  end if;
end
$$;

comment on function ${schema}.erase_everything_about_user(bigint) is
'Does what erase_user_email_addresses promises, whether or not the caller may see the user. pii=indirect';

revoke execute
    on function ${schema}.erase_everything_about_user(bigint)
  from public;

-- With the rights of the caller, and so with its policies: a tenant does not erase a user of another one. Without
-- policies, the user may be gone already.
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
    raise exception 'user % cannot be erased: policies do not show it to role %', erased_user_id, current_user
      using errcode = 'insufficient_privilege',
            hint = 'Erase it as the tenant of the user, or as a role that no policy binds.';
  end if;

  perform ${schema}.erase_everything_about_user(erased_user_id);
end
$$;

comment on function ${schema}.erase_user_email_addresses(bigint) is
'Removes all addresses of a user, with pending confirmations, history, outbox and roster lines, and unconfirmed rows of other users with an address of this user; the row of the user stays. Of a user whose row is gone it removes what is left. pii=indirect';

revoke execute
    on function ${schema}.erase_user_email_addresses(bigint)
  from public;

-- For operators who want a deleted row of the table to be an erasure: docs/guide/history.md says how to switch it on.
-- It has to be a deferred trigger: what goes with the row is in the history only after all others have fired.
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
'Trigger: erases a user whose row was deleted. No table has it unless an operator creates the trigger. pii=none';

-- A role that may execute it could attach it to a table of its own, and erase any user.
revoke execute
    on function ${schema}.erase_deleted_user()
  from public;
