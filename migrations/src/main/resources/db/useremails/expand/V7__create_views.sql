-- Give the data team relations to ask.
--
-- Why     The table may change its shape from release to release; the views and the function are
--         what raw SQL may rely on.
-- Phase   expand.
-- Locks   access share on users and on user_email_addresses: nobody waits.
-- Time    constant.
-- Undo    docs/operations/undo/V7.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

create view ${schema}.user_email_listing as
select e.id as user_email_address_id,
       e.user_id,
       e.email_address,
       e.normalized_email_address,
       split_part(e.normalized_email_address, '@', -1) as domain,
       e.primary as is_primary,
       e.confirmed as is_confirmed,
       e.institution_managed as is_institution_managed,
       e.confirmed or e.institution_managed as is_claimed,
       e.institution_id,
       e.confirmed_at,
       e.created_at,
       e.updated_at
  from ${schema}.user_email_addresses e;

comment on view ${schema}.user_email_listing is
'One row for each address of a user.
Several users may have entered the same address; it belongs to the one whose row is claimed. Users without addresses are not here.';
comment on column ${schema}.user_email_listing.user_email_address_id is
'Key of the row, given in the order in which addresses were added. pii=indirect';
comment on column ${schema}.user_email_listing.user_id is
'The user who has the address: users.id. pii=indirect';
comment on column ${schema}.user_email_listing.email_address is
'Where mail is delivered to, in the spelling the user gave. For display; compare normalized_email_address. pii=direct';
comment on column ${schema}.user_email_listing.normalized_email_address is
'The key of equality. Two rows with the same key are the same address. pii=direct';
comment on column ${schema}.user_email_listing.domain is
'What stands after the last @ of the key, in lower case; internationalised names in their xn-- form. pii=indirect';
comment on column ${schema}.user_email_listing.is_primary is
'Whether this is where the user wants to receive mail; true for exactly one row of a user. pii=none';
comment on column ${schema}.user_email_listing.is_confirmed is
'Whether the user proved access to the mailbox. pii=none';
comment on column ${schema}.user_email_listing.is_institution_managed is
'Whether a school or an employer vouches that the address is the user''s; true for at most one row of a user, confirmed or not. pii=none';
comment on column ${schema}.user_email_listing.is_claimed is
'Whether the address belongs to the user: confirmed, or institution-managed, or both. True for at most one row of an address. pii=none';
comment on column ${schema}.user_email_listing.institution_id is
'The application''s key of the institution that manages the address; null where none does, or where it is not known which. pii=indirect';
comment on column ${schema}.user_email_listing.confirmed_at is
'When the user proved access, UTC; null where unconfirmed, or where the time is not known. pii=none';
comment on column ${schema}.user_email_listing.created_at is
'When the user got the address, UTC. pii=none';
comment on column ${schema}.user_email_listing.updated_at is
'When the row last changed, UTC. pii=none';

-- One join and one aggregate: a whole-table question hashes or merges once, and a question about
-- one user reaches the index, since its key goes through the grouping.
create view ${schema}.user_email_summary as
select u.${users_key} as user_id,
       max(e.email_address) filter (where e.primary) as primary_email_address,
       coalesce(bool_or(e.confirmed) filter (where e.primary), false) as is_primary_confirmed,
       max(e.email_address) filter (where e.institution_managed) as institution_managed_email_address,
       coalesce(bool_or(e.confirmed) filter (where e.institution_managed), false) as is_institution_managed_confirmed,
       max(e.institution_id) as institution_id,
       count(e.id) as email_addresses,
       count(e.id) filter (where e.confirmed) as confirmed_email_addresses
  from ${schema}.${users_table} u
  left
  join ${schema}.user_email_addresses e
    on e.user_id = u.${users_key}
 group by u.${users_key};

comment on view ${schema}.user_email_summary is
'One row for each user, also for users without addresses.';
comment on column ${schema}.user_email_summary.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_summary.primary_email_address is
'Where the user wants to receive mail; null for a user without addresses. Not proof of who the user is: see is_primary_confirmed. pii=direct';
comment on column ${schema}.user_email_summary.is_primary_confirmed is
'Whether the user proved access to the primary address; false for a user without addresses. pii=none';
comment on column ${schema}.user_email_summary.institution_managed_email_address is
'The address by which a school or an employer identifies the user; null where none does. Often the primary address too, but need not be. pii=direct';
comment on column ${schema}.user_email_summary.is_institution_managed_confirmed is
'Whether the user proved access to the institution-managed address; false where there is none. pii=none';
comment on column ${schema}.user_email_summary.institution_id is
'The application''s key of the institution that manages an address of the user; null where none does, or where it is not known which. pii=indirect';
comment on column ${schema}.user_email_summary.email_addresses is
'How many addresses the user has, confirmed or not: a number from 0. pii=none';
comment on column ${schema}.user_email_summary.confirmed_email_addresses is
'To how many of the addresses the user proved access: a number from 0. pii=none';

-- Reads the view, so that a role which may read nothing but the views can call it. The body is
-- parsed now, depends on no search_path, and is inlined into the question: the index serves it.
create function ${schema}.user_with_email(address text)
        returns table (user_id bigint)
       language sql
         stable
       parallel safe
           rows 1
begin atomic
  select l.user_id
    from ${schema}.user_email_listing l
   where l.normalized_email_address = ${schema}.normalized_email_address(address)
     and l.is_claimed;
end;

comment on function ${schema}.user_with_email(text) is
'The user to whom an address belongs: no row or one, the same as Users.withEmail in Java.
Finds by confirmed and by institution-managed addresses, whatever the case of A to Z; an address that somebody merely entered finds nobody, and so does null or text that is no address. Give internationalised domains in their xn-- form. pii=indirect';
