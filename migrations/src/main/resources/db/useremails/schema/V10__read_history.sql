-- Create what reads, moves and expires the history.
--
-- Why     The primary address of each moment is a question about changes; a merge moves them, and a history has an end.
-- Locks   access share on the history.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- In one place, since what answers the question below must outlast the rest.
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
'Whether with a change mail goes elsewhere, or nowhere any more. pii=none';

revoke execute
    on function ${schema}.changes_primary_email(${schema}.user_email_address_history)
  from public;

-- For the data team: the day of a question goes into the condition on both times.
-- What a transaction wrote and changed again, nobody else saw: its last change of a user's primary counts. A clock
-- that was set back must not turn a period around, so no period begins before the one ahead of it.
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
'One row for each time in which a user received mail at an address, also for users who are gone or were merged.
Periods of one user never overlap; the one without an end is the primary address. Begins when the history begins. A swap within one transaction has no gap. pii=direct';
comment on column ${schema}.user_primary_email_periods.user_id is
'Who the user was at the time: users.id, also after the user is gone or was merged. pii=indirect';
comment on column ${schema}.user_primary_email_periods.email_address is
'Where mail went. pii=direct';
comment on column ${schema}.user_primary_email_periods.valid_from is
'From when on, inclusive. pii=none';
comment on column ${schema}.user_primary_email_periods.valid_to is
'Until when, exclusive; null where it still is. pii=none';
comment on column ${schema}.user_primary_email_periods.merged_into_user_id is
'Into which user that user was merged since: users.id. Null where it was not. pii=indirect';

-- With the rights of its owner, since nobody else may change the history. A role that could move any history
-- could hide what it did to a user, so the history only follows addresses: in the transaction in which the
-- other user got one of them.
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
    raise exception 'the history of user % cannot be moved to user %: these are not two users', from_user_id, into_user_id
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

  -- Nothing was merged: the user had no addresses before this transaction. The history stays where it is.
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
    raise exception 'the history of user % cannot be moved: user % has none of the addresses', from_user_id, into_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Give the addresses to that user first, in the same transaction.';
  end if;

  -- The changes remain those of the user they were made to: two users received mail side by side. Two statements,
  -- each with an index.
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
'Gives the history of one user to another, for a merge of the two: merged_into_user_id says so.
Fails unless the first has no addresses left and the second has one that the first gave up in this transaction. Does nothing if the first had no addresses before. pii=indirect';

revoke execute
    on function ${schema}.move_user_email_address_history(bigint, bigint)
  from public;
