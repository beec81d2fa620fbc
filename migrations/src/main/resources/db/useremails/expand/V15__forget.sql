-- Forget people who ask for it, and what is too old to be kept.
--
-- Why     A person's addresses stand in several tables, and a history has an end.
-- Phase   expand. Nothing is forgotten unless the functions are called.
-- Locks   share on the history: whoever changes an address waits.
-- Time    grows with the history; milliseconds where it is new. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V15.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Who else had an address. Not concurrently: on a new database the history is empty.
-- squawk-ignore require-concurrent-index-creation
create index user_email_address_history_normalized_email_address_idx
    on ${schema}.user_email_address_history (
       (${schema}.normalized_email_address(coalesce(email_address_after, email_address_before)) collate "C"));

comment on index ${schema}.user_email_address_history_normalized_email_address_idx is
'What the history of others says of an address, for an erasure.';

-- What was confirmed or managed is the person's, as opposed to what the person merely entered. Not what belongs to
-- somebody else by now: an address may be given to one person after the other.
create function ${schema}.email_addresses_of_a_person(person_id bigint)
        returns text[]
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
  select coalesce(array_agg(p.address), '{}')
    from (
           select e.normalized_email_address as address
             from (
                    -- By the user, and not by the index of what is claimed, whatever the planner knows of the table.
                    select a.normalized_email_address,
                           a.confirmed,
                           a.institution_managed
                      from ${schema}.user_email_addresses a
                     where a.user_id = person_id
                    offset 0
                  ) e
            where e.confirmed
               or e.institution_managed
            union
           select ${schema}.normalized_email_address(h.email_address_before)
             from ${schema}.user_email_address_history h
            where h.user_id = person_id
              and (h.confirmed_before or h.institution_managed_before)
            union
           select ${schema}.normalized_email_address(h.email_address_after)
             from ${schema}.user_email_address_history h
            where h.user_id = person_id
              and (h.confirmed_after or h.institution_managed_after)
         ) p
   where not exists (
           select
             from ${schema}.user_email_addresses o
            where o.normalized_email_address = p.address
              and (o.confirmed or o.institution_managed)
              and o.user_id <> person_id
           offset 0)
$$;

comment on function ${schema}.email_addresses_of_a_person(bigint) is
'The keys of the addresses that belonged to a user at any time, and to nobody else now. pii=direct';

revoke execute
    on function ${schema}.email_addresses_of_a_person(bigint)
  from public;

-- What the person's addresses left behind with users who merely entered them. Waits for those users, since nothing
-- may stay.
create function ${schema}.withdraw_from_everybody(addresses text[])
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  others bigint[];
  other  bigint;
begin
  others := array(
    select distinct h.user_id
      from ${schema}.user_email_address_history h
     where ${schema}.normalized_email_address(coalesce(h.email_address_after, h.email_address_before)) collate "C" = any(addresses));

  for other in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(array(
             select e.user_id
               from ${schema}.user_email_addresses e
              where e.normalized_email_address = any(addresses)
                and not (e.confirmed or e.institution_managed)))
     order by u.${users_key}
       for no key update
  loop
    delete
      from ${schema}.user_email_addresses e
     where e.user_id = other
       and e.normalized_email_address = any(addresses)
       and not (e.confirmed or e.institution_managed);

    perform ${schema}.choose_primary_email_address(other);

    others := others || other;
  end loop;

  -- Not where the address was the other's own, at an earlier time.
  delete
    from ${schema}.user_email_address_history h
   where h.user_id = any(others)
     and (   ${schema}.normalized_email_address(h.email_address_before) = any(addresses)
          or ${schema}.normalized_email_address(h.email_address_after) = any(addresses))
     and not exists (
           select
             from ${schema}.user_email_address_history o
            where o.user_id = h.user_id
              and (   (o.confirmed_before or o.institution_managed_before)
                      and ${schema}.normalized_email_address(o.email_address_before) in (
                            ${schema}.normalized_email_address(h.email_address_before),
                            ${schema}.normalized_email_address(h.email_address_after))
                   or (o.confirmed_after or o.institution_managed_after)
                      and ${schema}.normalized_email_address(o.email_address_after) in (
                            ${schema}.normalized_email_address(h.email_address_before),
                            ${schema}.normalized_email_address(h.email_address_after))));

  delete
    from ${schema}.user_email_outbox o
   where ${schema}.normalized_email_address(coalesce(o.email_address, o.previous_email_address)) collate "C" = any(addresses);

  delete
    from ${schema}.user_email_outbox o
   where o.user_id = any(others)
     and ${schema}.normalized_email_address(o.previous_email_address) = any(addresses);

  delete
    from ${schema}.user_email_withdrawals w
   where w.normalized_email_address = any(addresses);
end
$$;

comment on function ${schema}.withdraw_from_everybody(text[]) is
'Removes addresses of an erased person from users who merely entered them, with their history and messages. pii=direct';

revoke execute
    on function ${schema}.withdraw_from_everybody(text[])
  from public;

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
'Does what erase_user_email_addresses promises, whoever may see the user. pii=indirect';

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
'Removes all addresses of a user, with pending confirmations, history, outbox and roster lines, and what users who merely entered an address of this user have of it; the row of the user stays. Of a user whose row is gone it removes what is left. pii=indirect';

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

-- Whoever may execute it could put it on a table of their own, and erase anybody.
revoke execute
    on function ${schema}.erase_deleted_user()
  from public;

-- The owner of the database decides, and not the application: a role that could delete yesterday's changes could
-- cover its tracks. To change it, replace the function.
create function ${schema}.minimum_history_retention()
        returns interval
       language sql
         stable
       parallel safe
         return interval '90 days';

comment on function ${schema}.minimum_history_retention() is
'How long a change of an address stays in the history at least. Replace the function to change it. pii=none';

revoke execute
    on function ${schema}.minimum_history_retention()
  from public;

-- With the rights of its owner, like the above. What tells how things stood at that time stays: the
-- last change of each address that was there, and of each user's primary.
create function ${schema}.expire_user_email_address_history(expires_before timestamptz, most integer)
        returns integer
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
as $$
declare
  latest  constant timestamptz := clock_timestamp() - ${schema}.minimum_history_retention();
  before  constant timestamptz := least(expires_before, latest);
  expired integer;
begin
  if expires_before is null or most is null then
    raise exception 'a time and a number of changes must be given'
      using errcode = 'null_value_not_allowed';
  end if;

  -- A day's grace, since the caller's clock and days in a time zone differ; nothing younger goes in it.
  if expires_before > latest + interval '1 day' then
    raise exception 'the history must be kept for % at least', ${schema}.minimum_history_retention()
      using errcode = 'invalid_parameter_value',
            hint = 'Ask for an earlier time. The owner may replace the function ${schema}.minimum_history_retention().';
  end if;

  -- What was written before the time, and committed after it, is younger.
  delete
    from ${schema}.user_email_address_history d
   where d.id in (
           select h.id
             from ${schema}.user_email_address_history h
            where h.changed_at < before
              and not exists (
                    select
                      from ${schema}.user_email_transactions t
                     where t.transaction_id = h.transaction_id
                       and t.began_at <= h.changed_at
                       and t.committed_at >= before)
              and (   h.email_address_after is null
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.user_email_address_id = h.user_email_address_id
                           and o.changed_at < before
                           and o.id > h.id))
              and (   not ${schema}.changes_primary_email(h)
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.changed_at < before
                           and o.id > h.id
                           and ${schema}.changes_primary_email(o)
                           and not exists (
                                 select
                                   from ${schema}.user_email_transactions t
                                  where t.transaction_id = o.transaction_id
                                    and t.began_at <= o.changed_at
                                    and t.committed_at >= before)))
            order by h.changed_at
            limit most);

  get diagnostics expired = row_count;

  -- What stays of a transaction gets the time of its commit, and the row of the transaction is not needed any more.
  with ended as (
         delete
           from ${schema}.user_email_transactions t
          where (t.transaction_id, t.began_at) in (
                  select o.transaction_id,
                         o.began_at
                    from ${schema}.user_email_transactions o
                   where o.committed_at < before
                   order by o.transaction_id
                   limit most)
         returning t.transaction_id,
                   t.began_at,
                   t.committed_at)
  update ${schema}.user_email_address_history as h
     set changed_at = t.committed_at
    from ended t
   where h.transaction_id = t.transaction_id
     and h.changed_at between t.began_at and t.committed_at
     and h.changed_at < before;

  return expired;
end
$$;

comment on function ${schema}.expire_user_email_address_history(timestamptz, integer) is
'Deletes changes from before a time, at most the given number, and returns how many. How things stood at that time stays known. Fails for changes younger than minimum_history_retention(). pii=none';

revoke execute
    on function ${schema}.expire_user_email_address_history(timestamptz, integer)
  from public;
