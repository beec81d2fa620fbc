-- Create the functions that find and withdraw the addresses of a person.
--
-- Why     The addresses of one person are in several tables, and in rows of other users.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Returns addresses that were confirmed or managed, not those that the person entered without proof. Excludes addresses
-- that belong to another user now: an address may be given to one person after another.
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
                    -- offset 0 forces the search by user instead of by the index of claimed addresses.
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
'The keys of the addresses that have belonged to a user, except those that belong to another user now. pii=direct';

revoke execute
    on function ${schema}.email_addresses_of_a_person(bigint)
  from public;

-- Deletes unconfirmed rows with the person's addresses from other users. It waits for locks on those users, because
-- no row may remain.
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

  -- Except where the address once belonged to the other user.
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
'Deletes the addresses of an erased person from unconfirmed rows of other users, with their history and messages. pii=direct';

revoke execute
    on function ${schema}.withdraw_from_everybody(text[])
  from public;
