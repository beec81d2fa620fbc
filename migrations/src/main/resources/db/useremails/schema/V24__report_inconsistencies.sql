-- Create the view that reports broken rules.
--
-- Why     Constraints can be disabled or restored incorrectly, and some rules have no constraint.
-- Locks   access share on users and on the module's tables, which blocks no reader or writer.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Three passes over the addresses, whatever their number: rules that read the same rows share a pass. "offset 0"
-- makes the planner sort the table; reading in the order of an index would read a page for each row.
create view ${schema}.user_email_inconsistencies as
select broken.rule,
       checked.user_id,
       broken.user_email_address_id
  from (
         select e.user_id,
                e.id,
                e.nth_of_address > 1 as is_twice,
                e.nth_of_user = 1 and e.primaries <> 1 as has_not_one_primary,
                e.nth_of_user = 1 and e.managed > 1 as has_several_managed,
                u.${users_key} is null as has_no_user,
                e.normalized_email_address <> ${schema}.normalized_email_address(e.email_address) as has_wrong_key,
                e.institution_id is not null and not e.institution_managed
                  or e.confirmed_at is not null and not e.confirmed as has_wrong_flags,
                last.user_id is not null
                  and (last.email_address_after, last.primary_after, last.confirmed_after, last.institution_managed_after)
                      is distinct from
                      (e.email_address, e.primary, e.confirmed, e.institution_managed) as has_other_history
           from (
                  select a.id,
                         a.user_id,
                         a.email_address,
                         a.normalized_email_address,
                         a.primary,
                         a.confirmed,
                         a.institution_managed,
                         a.institution_id,
                         a.confirmed_at,
                         row_number() over one_address as nth_of_address,
                         row_number() over in_order as nth_of_user,
                         count(*) filter (where a.primary) over one_user as primaries,
                         count(*) filter (where a.institution_managed) over one_user as managed
                    from (
                           select r.id,
                                  r.user_id,
                                  r.email_address,
                                  r.normalized_email_address,
                                  r.primary,
                                  r.confirmed,
                                  r.institution_managed,
                                  r.institution_id,
                                  r.confirmed_at
                             from ${schema}.user_email_addresses r
                           offset 0
                         ) a
                  window one_user as (partition by a.user_id),
                         in_order as (partition by a.user_id order by a.normalized_email_address, a.id),
                         one_address as (partition by a.user_id, a.normalized_email_address order by a.id)
                ) e
           left
           join ${schema}.${users_table} u
             on u.${users_key} = e.user_id
           left
           join (
                  select distinct on (h.user_id, h.user_email_address_id)
                         h.user_id,
                         h.user_email_address_id,
                         h.email_address_after,
                         h.primary_after,
                         h.confirmed_after,
                         h.institution_managed_after
                    from ${schema}.user_email_address_history h
                   order by h.user_id,
                         h.user_email_address_id,
                         h.id desc
                ) last
             on last.user_id = e.user_id
            and last.user_email_address_id = e.id
       ) checked
 cross
  join lateral (
         values ('a user has an address twice', checked.id, checked.is_twice),
                ('a user with addresses does not have exactly one primary', null, checked.has_not_one_primary),
                ('a user has several institution-managed addresses', null, checked.has_several_managed),
                ('an address has no user', checked.id, checked.has_no_user),
                ('a normalized address does not match its address', checked.id, checked.has_wrong_key),
                ('an institution or a time of confirmation contradicts the flags', checked.id, checked.has_wrong_flags),
                ('an address differs from its history', checked.id, checked.has_other_history)
       ) broken (rule, user_email_address_id, is_broken)
 where broken.is_broken
       -- Almost no row breaks a rule, so only rows that do are joined with the list of rules.
   and (checked.is_twice
        or checked.has_not_one_primary
        or checked.has_several_managed
        or checked.has_no_user
        or checked.has_wrong_key
        or checked.has_wrong_flags
        or checked.has_other_history)
 union all
select 'an address belongs to several users',
       claimed.user_id,
       claimed.id
  from (
         select a.id,
                a.user_id,
                count(*) over (partition by a.normalized_email_address) as owners
           from (
                  select r.id,
                         r.user_id,
                         r.normalized_email_address
                    from ${schema}.user_email_addresses r
                   where r.confirmed or r.institution_managed
                  offset 0
                ) a
       ) claimed
 where claimed.owners > 1
 union all
select broken.rule,
       e.user_id,
       c.user_email_address_id
  from ${schema}.user_email_confirmations c
  left
  join ${schema}.user_email_addresses e
    on e.id = c.user_email_address_id
 cross
  join lateral (
         values ('a confirmation is pending for a confirmed address', e.confirmed),
                ('a confirmation is pending for a deleted address', e.id is null)
       ) broken (rule, is_broken)
 where broken.is_broken
 union all
select 'a key of an institution refers to a deleted user',
       m.user_id,
       null
  from ${schema}.user_email_institution_members m
 where not exists (
         select
           from ${schema}.${users_table} u
          where u.${users_key} = m.user_id)
 union all
select broken.rule,
       coalesce(e.user_id, p.user_id),
       e.id
  from (
         select r.id,
                r.user_id,
                r.email_address
           from ${schema}.user_email_addresses r
          where r.primary
         offset 0
       ) e
  full
  join (
         select o.user_id,
                o.email_address
           from ${schema}.user_primary_email_periods o
          where o.valid_to is null
       ) p
    on p.user_id = e.user_id
 cross
  join lateral (
         values ('the last period of a user is not the primary address',
                 p.user_id is not null and p.email_address is distinct from e.email_address),
                ('the periods of a user miss the primary address',
                 p.user_id is null
                   and exists (
                         select
                           from ${schema}.user_email_address_history h
                          where h.user_id = e.user_id
                            and h.user_email_address_id = e.id))
       ) broken (rule, is_broken)
 where broken.is_broken
 union all
-- A view reads with the policies of its owner, or with those of the reader if it has "security_invoker".
select 'row-level security hides rows from this report',
       null,
       null
 where exists (
         select
           from pg_class v
           join pg_roles o
             on o.oid = v.relowner
          cross join pg_class t
          where v.relnamespace = '${schema}'::regnamespace
            and v.relname = 'user_email_inconsistencies'
            and t.oid in ('${schema}.${users_table}'::regclass,
                          '${schema}.user_email_addresses'::regclass,
                          '${schema}.user_email_confirmations'::regclass,
                          '${schema}.user_email_institution_members'::regclass,
                          '${schema}.user_email_address_history'::regclass,
                          '${schema}.user_email_transactions'::regclass)
            and t.relrowsecurity
            and case
                  when v.reloptions::text like '%security_invoker=true%' then row_security_active(t.oid)
                  when o.rolsuper or o.rolbypassrls then false
                  else t.relforcerowsecurity or not pg_has_role(o.oid, t.relowner, 'usage')
                end);

comment on view ${schema}.user_email_inconsistencies is
'One row for each broken rule and row; empty if the data is consistent.
Reads the addresses three times, the history twice, and users and confirmations once: run it as an operator, at a quiet hour. pii=indirect';
comment on column ${schema}.user_email_inconsistencies.rule is
'The rule that is broken, in words. pii=none';
comment on column ${schema}.user_email_inconsistencies.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_inconsistencies.user_email_address_id is
'The address: user_email_addresses.id; null if the rule is about the user as a whole. pii=indirect';
