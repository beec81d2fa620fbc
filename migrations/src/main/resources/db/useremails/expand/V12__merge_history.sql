-- Let the history follow when two users turn out to be one person.
--
-- Why     What a person's addresses were is asked about the user who stays, and goes when that user is erased.
-- Phase   expand.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V12.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

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
