-- The addresses, in parts by the hash of their user. A trial: no migration makes them.
--
-- As in V3, but for what a table in parts cannot promise: an index that is unique must contain the key
-- of the parts. So the primary key begins with the user, and nothing here keeps an address from having
-- two owners; claims.sql does.

create table user_email_addresses (
  id                       bigint      not null generated always as identity,

  -- whose, and which
  user_id                  bigint      not null,
  email_address            text        not null collate "C",
  normalized_email_address text        not null collate "C",

  -- what it is to the user
  "primary"                boolean     not null default false,
  confirmed                boolean     not null default false,
  institution_managed      boolean     not null default false,
  institution_id           bigint,

  -- bookkeeping
  confirmed_at             timestamptz,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),

  constraint user_email_addresses_pkey
     primary key (user_id, id),

  constraint user_email_addresses_user_id_normalized_email_address_key
      unique (user_id, normalized_email_address),

  constraint user_email_addresses_normalized_email_address_is_normalized
       check (normalized_email_address = normalized_email_address(email_address)),

  constraint user_email_addresses_email_address_is_not_blank
       check (btrim(email_address) <> ''),

  constraint user_email_addresses_institution_only_where_managed
       check (institution_id is null or institution_managed),

  constraint user_email_addresses_confirmed_at_only_where_confirmed
       check (confirmed_at is null or confirmed),

  constraint user_email_addresses_user_id_fkey
     foreign key (user_id)
  references users (id)
          on delete cascade
) partition by hash (user_id);

create table user_email_addresses_0 partition of user_email_addresses for values with (modulus 4, remainder 0);
create table user_email_addresses_1 partition of user_email_addresses for values with (modulus 4, remainder 1);
create table user_email_addresses_2 partition of user_email_addresses for values with (modulus 4, remainder 2);
create table user_email_addresses_3 partition of user_email_addresses for values with (modulus 4, remainder 3);

create unique index user_email_addresses_one_primary_for_a_user_key
    on user_email_addresses (user_id)
 where "primary";

create unique index user_email_addresses_one_institution_managed_for_a_user_key
    on user_email_addresses (user_id)
 where institution_managed;

-- What the library looks up by the id alone, it looks up in every part.
create index user_email_addresses_id_idx
    on user_email_addresses (id);

-- These ask every part as well.
create index user_email_addresses_entered_normalized_email_address_idx
    on user_email_addresses (normalized_email_address)
 where not (confirmed or institution_managed);

create index user_email_addresses_claimed_normalized_email_address_idx
    on user_email_addresses (normalized_email_address)
 where confirmed or institution_managed;

create index user_email_addresses_entered_created_at_idx
    on user_email_addresses (created_at)
 where not (confirmed or institution_managed)
   and not "primary";

create index user_email_addresses_institution_id_idx
    on user_email_addresses (institution_id)
 where institution_managed;

create function refuse_change_without_lock()
        returns void
       language plpgsql
            set search_path = pg_catalog, public
as $$
begin
  raise exception 'a row of the user was changed without a lock'
    using errcode = 'serialization_failure';
end
$$;
