-- To whom an address belongs: a table of its own, in parts by the hash of the address. A trial: no migration makes it.
--
-- Where the addresses are in parts by user, two users who claim one address write to two parts, and no
-- index sees both. Here they meet on one row.

create table user_email_claims (
  normalized_email_address text   not null collate "C",
  user_id                  bigint not null,

  constraint user_email_claims_pkey
     primary key (normalized_email_address)
) partition by hash (normalized_email_address);

create table user_email_claims_0 partition of user_email_claims for values with (modulus 4, remainder 0);
create table user_email_claims_1 partition of user_email_claims for values with (modulus 4, remainder 1);
create table user_email_claims_2 partition of user_email_claims for values with (modulus 4, remainder 2);
create table user_email_claims_3 partition of user_email_claims for values with (modulus 4, remainder 3);

create function release_user_email_claim()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  delete
    from public.user_email_claims c
   where c.normalized_email_address = old.normalized_email_address
     and c.user_id = old.user_id;

  return null;
end
$$;

-- Waits for another transaction that claims the address at this moment, as a unique index does, and then
-- gives the error of the index that is no more: callers know it by its name.
create function take_user_email_claim()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  insert into public.user_email_claims (normalized_email_address, user_id)
  values (new.normalized_email_address, new.user_id)
      on conflict (normalized_email_address) do nothing;

  if not found then
    raise exception 'an email address belongs to another user'
      using errcode = 'unique_violation',
            schema = 'public',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_claimed_normalized_email_address_key';
  end if;

  return null;
end
$$;

create function clear_user_email_claims()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  truncate public.user_email_claims;
  return null;
end
$$;

revoke execute
    on function release_user_email_claim(), take_user_email_claim(), clear_user_email_claims()
  from public;

-- By the order of their names: an update releases before it takes, and takes before others lose the address.
create trigger user_email_addresses_claim_1_release_after_delete
 after delete
    on user_email_addresses
   for each row
  when (old.confirmed or old.institution_managed)
execute function release_user_email_claim();

create trigger user_email_addresses_claim_1_release_after_update
 after update
    on user_email_addresses
   for each row
  when (    (old.confirmed or old.institution_managed)
        and (   not (new.confirmed or new.institution_managed)
             or old.user_id <> new.user_id
             or old.normalized_email_address <> new.normalized_email_address))
execute function release_user_email_claim();

create trigger user_email_addresses_claim_2_take_after_insert
 after insert
    on user_email_addresses
   for each row
  when (new.confirmed or new.institution_managed)
execute function take_user_email_claim();

create trigger user_email_addresses_claim_2_take_after_update
 after update
    on user_email_addresses
   for each row
  when (    (new.confirmed or new.institution_managed)
        and (   not (old.confirmed or old.institution_managed)
             or old.user_id <> new.user_id
             or old.normalized_email_address <> new.normalized_email_address))
execute function take_user_email_claim();

create trigger user_email_addresses_claims_cleared_after_truncate
 after truncate
    on user_email_addresses
   for each statement
execute function clear_user_email_claims();
