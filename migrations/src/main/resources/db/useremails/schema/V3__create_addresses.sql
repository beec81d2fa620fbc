-- Create the table of addresses.
--
-- Why     One column cannot hold both the address to write to and the one that identifies.
-- Locks   access exclusive on the new table. Share row exclusive on users, because of the foreign key: its writers
--         wait, its readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql; the addresses are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_addresses (
  id                       bigint      not null generated always as identity,

  -- the user and the address
  user_id                  bigint      not null,
  email_address            text        not null collate "C",
  normalized_email_address text        not null collate "C",

  -- the role of the address
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

  -- This index also finds all addresses of a user, so user_id comes first.
  constraint user_email_addresses_user_id_normalized_email_address_key
      unique (user_id, normalized_email_address),

  -- A wrong key would match the wrong owner, so the check binds raw SQL too.
  constraint user_email_addresses_normalized_email_address_is_normalized
       check (normalized_email_address = ${schema}.normalized_email_address(email_address)),

  constraint user_email_addresses_email_address_is_not_blank
       check (btrim(email_address) <> ''),

  constraint user_email_addresses_institution_only_where_managed
       check (institution_id is null or institution_managed),

  -- The time may be unknown (an address copied from a legacy column), but an unconfirmed address has none.
  constraint user_email_addresses_confirmed_at_only_where_confirmed
       check (confirmed_at is null or confirmed),

  constraint user_email_addresses_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

comment on table ${schema}.user_email_addresses is
'The email addresses of users: one row for each address of a user.
An address belongs to the user who confirmed it, or whose institution manages it. Any other row records only that a user entered it. pii=direct';
comment on column ${schema}.user_email_addresses.id is
'Key of the row, ascending in the order in which addresses were added. pii=indirect';
comment on column ${schema}.user_email_addresses.user_id is
'The user who has the address: users.id. pii=indirect';
comment on column ${schema}.user_email_addresses.email_address is
'Where mail is delivered, in the spelling the user gave. An address copied from a legacy column keeps its spelling. pii=direct';
comment on column ${schema}.user_email_addresses.normalized_email_address is
'The key for comparisons: compare this column, never lower() of the address. pii=direct';
comment on column ${schema}.user_email_addresses.primary is
'Whether the user wants to receive mail here; exactly one for a user who has addresses. Reserved word: qualify it with the alias of the table. pii=none';
comment on column ${schema}.user_email_addresses.confirmed is
'Whether the user proved access to the mailbox. pii=none';
comment on column ${schema}.user_email_addresses.institution_managed is
'Whether a school or an employer vouches that the address belongs to the user; at most one for a user, confirmed or not. pii=none';
comment on column ${schema}.user_email_addresses.institution_id is
'The application''s key of the institution that manages the address; null if none does, or if the institution is unknown. pii=indirect';
comment on column ${schema}.user_email_addresses.confirmed_at is
'When the user proved access; null if unconfirmed, or if the time is unknown. pii=none';
comment on column ${schema}.user_email_addresses.created_at is
'When the user got the address. pii=none';
comment on column ${schema}.user_email_addresses.updated_at is
'When the row last changed. pii=none';
comment on constraint user_email_addresses_user_id_normalized_email_address_key
     on ${schema}.user_email_addresses is
'A user has each address only once.';

-- Lookups by address use this index: the user who confirmed it, or whose institution manages it.
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

-- Finds the other users who entered an address when a user claims it.
create index user_email_addresses_entered_normalized_email_address_idx
    on ${schema}.user_email_addresses (normalized_email_address)
 where not (confirmed or institution_managed);

comment on index ${schema}.user_email_addresses_entered_normalized_email_address_idx is
'Unconfirmed addresses; any number of users may have entered the same one.';

-- Finds addresses that stayed unconfirmed for too long.
create index user_email_addresses_entered_created_at_idx
    on ${schema}.user_email_addresses (created_at)
 where not (confirmed or institution_managed)
   and not "primary";

comment on index ${schema}.user_email_addresses_entered_created_at_idx is
'Unconfirmed addresses by age; a sweep removes those that are too old.';

-- The members of an institution. The condition is not institution_managed, because the planner cannot derive that
-- from a condition on institution_id alone.
create index user_email_addresses_institution_id_idx
    on ${schema}.user_email_addresses (institution_id)
 where institution_id is not null;

comment on index ${schema}.user_email_addresses_institution_id_idx is
'The addresses that an institution manages.';

-- Addresses by domain; the expression is that of user_email_listing.domain.
create index user_email_addresses_domain_idx
    on ${schema}.user_email_addresses (nullif(split_part(normalized_email_address, '@', -1), normalized_email_address));

comment on index ${schema}.user_email_addresses_domain_idx is
'Addresses by domain.';

-- Loaders and snapshots find changed rows by this time, so no writer may omit it. If a writer sets the time
-- itself, its value stays and the function is not called.
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
'Trigger: sets updated_at of a changed row unless the writer has set it. pii=none';

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
'Every change of a row sets updated_at, by any writer.';
