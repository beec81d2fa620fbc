-- Create the views for the data team.
--
-- Why     The table may change from release to release; raw SQL may rely on the views and the function.
-- Locks   access share on users and on user_email_addresses, which blocks no reader or writer.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create view ${schema}.user_email_listing as
select e.id as user_email_address_id,
       e.user_id,
       e.email_address,
       e.normalized_email_address,
       nullif(split_part(e.normalized_email_address, '@', -1), e.normalized_email_address) as domain,
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
Several users may have entered the same address; it belongs to the user whose row is claimed. Users without addresses have no row. pii=direct';
comment on column ${schema}.user_email_listing.user_email_address_id is
'Key of the row, ascending in the order in which addresses were added. pii=indirect';
comment on column ${schema}.user_email_listing.user_id is
'The user who has the address: users.id. pii=indirect';
comment on column ${schema}.user_email_listing.email_address is
'Where mail is delivered, in the spelling the user gave. For display; to compare, use normalized_email_address. pii=direct';
comment on column ${schema}.user_email_listing.normalized_email_address is
'The key for comparisons. Two rows with the same key have the same address. pii=direct';
comment on column ${schema}.user_email_listing.domain is
'The part of the key after its last @, in lower case; internationalised names in their xn-- form. Null for a legacy text without @. pii=indirect';
comment on column ${schema}.user_email_listing.is_primary is
'Whether the user wants to receive mail here; true for exactly one row of a user. pii=none';
comment on column ${schema}.user_email_listing.is_confirmed is
'Whether the user proved access to the mailbox. pii=none';
comment on column ${schema}.user_email_listing.is_institution_managed is
'Whether a school or an employer vouches that the address belongs to the user; true for at most one row of a user, confirmed or not. pii=none';
comment on column ${schema}.user_email_listing.is_claimed is
'Whether the address belongs to the user: confirmed, or institution-managed, or both. True for at most one row of an address. pii=none';
comment on column ${schema}.user_email_listing.institution_id is
'The application''s key of the institution that manages the address; null if none does, or if the institution is unknown. pii=indirect';
comment on column ${schema}.user_email_listing.confirmed_at is
'When the user proved access; null if unconfirmed, or if the time is unknown. pii=none';
comment on column ${schema}.user_email_listing.created_at is
'When the user got the address. pii=none';
comment on column ${schema}.user_email_listing.updated_at is
'When the row last changed. pii=none';

-- No grouping: a join condition on the user is not pushed below a grouping, so every user would be read. Columns that
-- a query does not use cost nothing, because the planner removes a left join that returns at most one row. That
-- includes the counts.
create view ${schema}.user_email_summary as
select u.${users_key} as user_id,
       p.email_address as primary_email_address,
       coalesce(p.confirmed, false) as is_primary_confirmed,
       m.email_address as institution_managed_email_address,
       coalesce(m.confirmed, false) as is_institution_managed_confirmed,
       m.institution_id,
       coalesce(c.addresses, 0) as email_address_count,
       coalesce(c.confirmed, 0) as confirmed_email_address_count
  from ${schema}.${users_table} u
  left
  join ${schema}.user_email_addresses p
    on p.user_id = u.${users_key}
   and p.primary
  left
  join ${schema}.user_email_addresses m
    on m.user_id = u.${users_key}
   and m.institution_managed
  left
  join lateral (
         select count(*) as addresses,
                count(*) filter (where e.confirmed) as confirmed
           from ${schema}.user_email_addresses e
          where e.user_id = u.${users_key}
       ) c
    on true;

comment on view ${schema}.user_email_summary is
'One row for each user, including users without addresses. pii=direct';
comment on column ${schema}.user_email_summary.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_summary.primary_email_address is
'Where the user wants to receive mail; null for a user without addresses. Not proof of who the user is: see is_primary_confirmed. pii=direct';
comment on column ${schema}.user_email_summary.is_primary_confirmed is
'Whether the user proved access to the primary address; false for a user without addresses. pii=none';
comment on column ${schema}.user_email_summary.institution_managed_email_address is
'The address by which a school or an employer identifies the user; null if there is none. Often the primary address as well, but not always. pii=direct';
comment on column ${schema}.user_email_summary.is_institution_managed_confirmed is
'Whether the user proved access to the institution-managed address; false if there is none. pii=none';
comment on column ${schema}.user_email_summary.institution_id is
'The application''s key of the institution that manages an address of the user; null if none does, or if the institution is unknown. pii=indirect';
comment on column ${schema}.user_email_summary.email_address_count is
'How many addresses the user has, confirmed or not: a number from 0. Costs one index lookup for each user; to count for all users, group user_email_listing. pii=none';
comment on column ${schema}.user_email_summary.confirmed_email_address_count is
'How many of the addresses the user has confirmed: a number from 0. Costs as much as email_address_count. pii=none';

-- Reads the view, so that a role that may read only the views can call it. The body is parsed when the function is
-- created, does not depend on search_path, and is inlined into the query, which then uses the index.
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
'The user who owns an address: no row or one row, the same as Users.withEmail in Java.
Matches confirmed and institution-managed addresses, regardless of the case of A to Z. An unconfirmed address never matches, nor does null or a text that is not an address. Either form of an internationalised domain matches. pii=indirect';

revoke execute
    on function ${schema}.user_with_email(text)
  from public;
