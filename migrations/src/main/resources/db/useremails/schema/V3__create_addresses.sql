-- Create the addresses of users.
--
-- Why     One column cannot hold both the address to write to and the one that identifies.
-- Locks   access exclusive on the new table. Share row exclusive on users, by the reference to it: its writers
--         wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    uninstall.sql; the addresses are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_addresses (
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
     primary key (id),

  -- Also the way to all addresses of a user, so user_id comes first.
  constraint user_email_addresses_user_id_normalized_email_address_key
      unique (user_id, normalized_email_address),

  -- A wrong key would find a wrong owner, so raw SQL is held to it too.
  constraint user_email_addresses_normalized_email_address_is_normalized
       check (normalized_email_address = ${schema}.normalized_email_address(email_address)),

  constraint user_email_addresses_email_address_is_not_blank
       check (btrim(email_address) <> ''),

  constraint user_email_addresses_institution_only_where_managed
       check (institution_id is null or institution_managed),

  -- The time may be unknown (what came from a legacy column), but not without the fact.
  constraint user_email_addresses_confirmed_at_only_where_confirmed
       check (confirmed_at is null or confirmed),

  constraint user_email_addresses_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

comment on table ${schema}.user_email_addresses is
'The email addresses of users: one row for each address of a user.
An address belongs to the user who confirmed it, or whose institution manages it, and to no other user; any other row only says that the user entered it. pii=direct';
comment on column ${schema}.user_email_addresses.id is
'Key of the row, given in the order in which addresses were added. pii=indirect';
comment on column ${schema}.user_email_addresses.user_id is
'The user who has the address: users.id. pii=indirect';
comment on column ${schema}.user_email_addresses.email_address is
'Where mail is delivered to, in the spelling the user gave. What came from a legacy column stands as it stood there. pii=direct';
comment on column ${schema}.user_email_addresses.normalized_email_address is
'The key of equality: compare this one, never lower() of the address. pii=direct';
comment on column ${schema}.user_email_addresses.primary is
'Whether this is where the user wants to receive mail; exactly one for a user who has addresses. Reserved word: qualify it with the alias of the table. pii=none';
comment on column ${schema}.user_email_addresses.confirmed is
'Whether the user proved access to the mailbox. pii=none';
comment on column ${schema}.user_email_addresses.institution_managed is
'Whether a school or an employer vouches that the address is the user''s; at most one for a user, confirmed or not. pii=none';
comment on column ${schema}.user_email_addresses.institution_id is
'The application''s key of the institution that manages the address; null where none does, or where it is not known which. pii=indirect';
comment on column ${schema}.user_email_addresses.confirmed_at is
'When the user proved access; null where unconfirmed, or where the time is not known. pii=none';
comment on column ${schema}.user_email_addresses.created_at is
'When the user got the address. pii=none';
comment on column ${schema}.user_email_addresses.updated_at is
'When the row last changed. pii=none';
comment on constraint user_email_addresses_user_id_normalized_email_address_key
     on ${schema}.user_email_addresses is
'A user has an address once.';

-- The user that a lookup by address finds: the one who confirmed it, or whose institution manages it.
-- Partial, so that an unconfirmed address neither blocks nor shadows its owner.
create unique index user_email_addresses_claimed_normalized_email_address_key
    on ${schema}.user_email_addresses (normalized_email_address)
 where confirmed or institution_managed;

comment on index ${schema}.user_email_addresses_claimed_normalized_email_address_key is
'An address that is confirmed or institution-managed belongs to one user.';

create unique index user_email_addresses_one_primary_for_a_user_key
    on ${schema}.user_email_addresses (user_id)
 where "primary";

comment on index ${schema}.user_email_addresses_one_primary_for_a_user_key is
'A user has at most one primary address.';

create unique index user_email_addresses_one_institution_managed_for_a_user_key
    on ${schema}.user_email_addresses (user_id)
 where institution_managed;

comment on index ${schema}.user_email_addresses_one_institution_managed_for_a_user_key is
'A user has at most one institution-managed address.';

-- Who else entered an address that turns out to be somebody's.
create index user_email_addresses_entered_normalized_email_address_idx
    on ${schema}.user_email_addresses (normalized_email_address)
 where not (confirmed or institution_managed);

comment on index ${schema}.user_email_addresses_entered_normalized_email_address_idx is
'Unconfirmed addresses; any number of users may have entered the same.';

-- What nobody confirmed in time.
create index user_email_addresses_entered_created_at_idx
    on ${schema}.user_email_addresses (created_at)
 where not (confirmed or institution_managed)
   and not "primary";

comment on index ${schema}.user_email_addresses_entered_created_at_idx is
'Addresses that a sweep takes when they stay unconfirmed for too long.';

-- The members of an institution. By this condition and not by institution_managed, which the planner
-- could not conclude from a condition on institution_id alone.
create index user_email_addresses_institution_id_idx
    on ${schema}.user_email_addresses (institution_id)
 where institution_id is not null;

comment on index ${schema}.user_email_addresses_institution_id_idx is
'The addresses that an institution manages.';

-- The addresses at a domain, by the expression of user_email_listing.domain.
create index user_email_addresses_domain_idx
    on ${schema}.user_email_addresses (nullif(split_part(normalized_email_address, '@', -1), normalized_email_address));

comment on index ${schema}.user_email_addresses_domain_idx is
'The addresses at a domain.';

-- Loaders and snapshots find changed rows by this time, so no writer may forget it. A writer that sets the time
-- itself keeps what it set, and costs no call.
create function ${schema}.set_updated_at_of_user_email_address()
        returns trigger
       language plpgsql
            set search_path = pg_catalog, pg_temp
as $$
begin
  new.updated_at := clock_timestamp();

  return new;
end
$$;

comment on function ${schema}.set_updated_at_of_user_email_address() is
'Trigger: sets updated_at of a changed row if the writer left it as it was. pii=none';

revoke execute
    on function ${schema}.set_updated_at_of_user_email_address()
  from public;

create trigger user_email_addresses_set_updated_at
before update
    on ${schema}.user_email_addresses
   for each row
  when (    old.updated_at = new.updated_at
        and old.* is distinct from new.*)
execute function ${schema}.set_updated_at_of_user_email_address();

comment on trigger user_email_addresses_set_updated_at
     on ${schema}.user_email_addresses is
'A row that changes has a new updated_at, by every writer.';
