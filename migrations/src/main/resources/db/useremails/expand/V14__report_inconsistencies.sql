-- Let anybody who operates the database check what it promises.
--
-- Why     Constraints can be disabled, restored wrongly, or not cover a promise at all.
-- Phase   expand.
-- Locks   access share on users and on the module's tables: nobody waits.
-- Time    constant.
-- Undo    docs/operations/undo/V14.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

create view ${schema}.user_email_inconsistencies as
select 'an address belongs to several users' as rule,
       e.user_id,
       e.id as user_email_address_id
  from ${schema}.user_email_addresses e
 where (e.confirmed or e.institution_managed)
   and exists (
         select
           from ${schema}.user_email_addresses o
          where o.normalized_email_address = e.normalized_email_address
            and o.id <> e.id
            and (o.confirmed or o.institution_managed))
 union all
select 'a user has an address twice',
       e.user_id,
       e.id
  from ${schema}.user_email_addresses e
 where exists (
         select
           from ${schema}.user_email_addresses o
          where o.user_id = e.user_id
            and o.normalized_email_address = e.normalized_email_address
            and o.id < e.id)
 union all
select 'a user with addresses has not one primary',
       e.user_id,
       null
  from ${schema}.user_email_addresses e
 group by e.user_id
having count(*) filter (where e.primary) <> 1
 union all
select 'a user has several institution-managed addresses',
       e.user_id,
       null
  from ${schema}.user_email_addresses e
 where e.institution_managed
 group by e.user_id
having count(*) > 1
 union all
select 'an address has no user',
       e.user_id,
       e.id
  from ${schema}.user_email_addresses e
 where not exists (
         select
           from ${schema}.${users_table} u
          where u.${users_key} = e.user_id)
 union all
select 'a key is not the address normalized',
       e.user_id,
       e.id
  from ${schema}.user_email_addresses e
 where e.normalized_email_address <> ${schema}.normalized_email_address(e.email_address)
   and octet_length(split_part(e.email_address, '@', -1)) = char_length(split_part(e.email_address, '@', -1))
 union all
select 'an institution or a time of confirmation contradicts the flags',
       e.user_id,
       e.id
  from ${schema}.user_email_addresses e
 where e.institution_id is not null and not e.institution_managed
    or e.confirmed_at is not null and not e.confirmed
 union all
select 'a confirmation is pending for a confirmed address',
       e.user_id,
       e.id
  from ${schema}.user_email_confirmations c
  join ${schema}.user_email_addresses e
    on e.id = c.user_email_address_id
 where e.confirmed
 union all
select 'a confirmation is pending for no address',
       null,
       c.user_email_address_id
  from ${schema}.user_email_confirmations c
 where not exists (
         select
           from ${schema}.user_email_addresses e
          where e.id = c.user_email_address_id)
 union all
select 'a person of a roster is not managed by the institution',
       e.user_id,
       m.user_email_address_id
  from ${schema}.user_email_institution_members m
  left
  join ${schema}.user_email_addresses e
    on e.id = m.user_email_address_id
 where e.institution_id is distinct from m.institution_id
 union all
select 'an address is not what its history says',
       e.user_id,
       e.id
  from ${schema}.user_email_addresses e
  join lateral (
         select h.email_address_after,
                h.primary_after,
                h.confirmed_after,
                h.institution_managed_after
           from ${schema}.user_email_address_history h
          where h.user_id = e.user_id
            and h.user_email_address_id = e.id
          order by h.id desc
          limit 1) last
    on true
 where (last.email_address_after, last.primary_after, last.confirmed_after, last.institution_managed_after)
       is distinct from
       (e.email_address, e.primary, e.confirmed, e.institution_managed);

comment on view ${schema}.user_email_inconsistencies is
'One row for each promise that is broken somewhere; empty in good order.
Reads everything several times: for an operator, at a quiet hour.';
comment on column ${schema}.user_email_inconsistencies.rule is
'Which promise is broken, in words. pii=none';
comment on column ${schema}.user_email_inconsistencies.user_id is
'With whom: users.id. pii=indirect';
comment on column ${schema}.user_email_inconsistencies.user_email_address_id is
'With which address: user_email_addresses.id; null where it is about the user as a whole. pii=indirect';
