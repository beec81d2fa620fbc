-- Create the view of primary periods and the function that moves a history.
--
-- Why     "What was the primary address then?" is a question about changes; a merge moves these changes.
-- Locks   access share on the history.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- A function of its own, because expiring the history must keep exactly what the view below reads.
create function ${schema}.changes_primary_email(change ${schema}.user_email_address_history)
        returns boolean
       language sql
      immutable
       parallel safe
         return change.primary_before is distinct from change.primary_after
                and (change.primary_before is true or change.primary_after is true)
             or change.primary_after is true
                and change.email_address_before is distinct from change.email_address_after;

comment on function ${schema}.changes_primary_email(${schema}.user_email_address_history) is
'Whether a change replaces or removes the address to which the user''s mail goes. pii=none';

revoke execute
    on function ${schema}.changes_primary_email(${schema}.user_email_address_history)
  from public;

-- For the data team: to ask about a day, restrict both times.
-- If a transaction changes a user's primary address several times, readers see only the last change, so only that
-- counts. A clock that was set back must not invert a period, so no period begins before the previous one.
create view ${schema}.user_primary_email_periods as
select p.user_id,
       p.email_address,
       p.valid_from,
       p.valid_to,
       p.merged_into_user_id
  from (
        select c.user_id,
               c.merged_into_user_id,
               c.email_address,
               c.is_primary,
               c.valid_from,
               lead(c.valid_from) over (
                 partition by c.user_id
                     order by c.id) as valid_to
          from (
                select h.id,
                       h.user_id,
                       h.merged_into_user_id,
                       h.email_address_after as email_address,
                       h.primary_after is true as is_primary,
                       h.transaction_id,
                       lead(h.transaction_id) over (
                         partition by h.user_id
                             order by h.id) as next_transaction_id,
                       max(coalesce(t.committed_at, h.changed_at)) over (
                         partition by h.user_id
                             order by h.id) as valid_from
                  from ${schema}.user_email_address_history h
                  left
                  join ${schema}.user_email_transactions t
                    on t.transaction_id = h.transaction_id
                   and t.began_at <= h.changed_at
                   and t.committed_at >= h.changed_at
                 where ${schema}.changes_primary_email(h)
               ) c
         where c.transaction_id is distinct from c.next_transaction_id
       ) p
 where p.is_primary
   and p.valid_from is distinct from p.valid_to;

comment on view ${schema}.user_primary_email_periods is
'One row for each time in which a user received mail at an address, including users who were deleted or merged.
Periods of one user never overlap; the one without an end is the primary address. The first period begins when the history begins. A swap within one transaction has no gap. pii=direct';
comment on column ${schema}.user_primary_email_periods.user_id is
'The user at that time: users.id, kept after the user is deleted or merged. pii=indirect';
comment on column ${schema}.user_primary_email_periods.email_address is
'The address to which mail went. pii=direct';
comment on column ${schema}.user_primary_email_periods.valid_from is
'The start of the period, inclusive. pii=none';
comment on column ${schema}.user_primary_email_periods.valid_to is
'The end of the period, exclusive; null if it has not ended. pii=none';
comment on column ${schema}.user_primary_email_periods.merged_into_user_id is
'The user who replaced that user in a merge: users.id. Null if not merged. pii=indirect';

-- Security definer, because no other role may change the history. A role that could move any history could hide what
-- it did to a user. So the history only follows addresses, in the transaction that gave one of them to the other user.
create function ${schema}.move_user_email_address_history(from_user_id bigint, into_user_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  existing integer;
begin
  perform
     from ${schema}.${users_table} u
    where u.${users_key} in (from_user_id, into_user_id)
    order by u.${users_key}
      for no key update;

  get diagnostics existing = row_count;

  if existing <> 2 then
    raise exception 'the history of user % cannot be moved to user %: they must be two different, existing users', from_user_id, into_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Merge two existing users.';
  end if;

  if exists (
       select
         from ${schema}.user_email_addresses e
        where e.user_id = from_user_id) then
    raise exception 'the history of user % cannot be moved: the user still has email addresses', from_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Move the addresses first, in the same transaction.';
  end if;

  -- The user had no addresses before this transaction, so nothing was merged and the history stays.
  if not exists (
           select
             from ${schema}.user_email_address_history h
            where h.user_id = from_user_id
              and h.changed_at >= now()
              and h.transaction_id = pg_current_xact_id()
              and h.email_address_after is null) then
    return;
  end if;

  if not exists (
           select
             from ${schema}.user_email_address_history h
             join ${schema}.user_email_addresses e
               on e.user_id = into_user_id
              and (   e.email_address = h.email_address_before
                   or e.normalized_email_address = ${schema}.normalized_email_address(h.email_address_before))
            where h.user_id = from_user_id
              and h.changed_at >= now()
              and h.transaction_id = pg_current_xact_id()
              and h.email_address_after is null) then
    raise exception 'the history of user % cannot be moved: user % has none of that user''s addresses', from_user_id, into_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Move the addresses to that user first, in the same transaction.';
  end if;

  -- The changes keep their user id, because both users received mail at the same time. Two statements, so that each
  -- uses an index.
  update ${schema}.user_email_address_history as h
     set merged_into_user_id = nullif(into_user_id, h.user_id)
   where h.merged_into_user_id = from_user_id;

  update ${schema}.user_email_address_history as h
     set merged_into_user_id = into_user_id
   where h.user_id = from_user_id
     and h.merged_into_user_id is null;
end
$$;

comment on function ${schema}.move_user_email_address_history(bigint, bigint) is
'Attributes the history of one user to another, for a merge of the two, by setting merged_into_user_id.
Fails unless the first user has no addresses left and the second one got an address of the first in this transaction. Does nothing if the first had no addresses before. pii=indirect';

revoke execute
    on function ${schema}.move_user_email_address_history(bigint, bigint)
  from public;
