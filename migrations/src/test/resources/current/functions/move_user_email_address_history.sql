CREATE OR REPLACE FUNCTION public.move_user_email_address_history(from_user_id bigint, into_user_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  existing integer;
begin
  perform
     from public.users u
    where u.id in (from_user_id, into_user_id)
    order by u.id
      for no key update;

  get diagnostics existing = row_count;

  if existing <> 2 then
    raise exception 'the history of user % cannot be moved to user %: they must be two different, existing users', from_user_id, into_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Merge two existing users.';
  end if;

  if exists (
       select
         from public.user_email_addresses e
        where e.user_id = from_user_id) then
    raise exception 'the history of user % cannot be moved: the user still has email addresses', from_user_id
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Move the addresses first, in the same transaction.';
  end if;

  -- The user had no addresses before this transaction, so nothing was merged and the history stays.
  if not exists (
           select
             from public.user_email_address_history h
            where h.user_id = from_user_id
              and h.changed_at >= now()
              and h.transaction_id = pg_current_xact_id()
              and h.email_address_after is null) then
    return;
  end if;

  if not exists (
           select
             from public.user_email_address_history h
             join public.user_email_addresses e
               on e.user_id = into_user_id
              and (   e.email_address = h.email_address_before
                   or e.normalized_email_address = public.normalized_email_address(h.email_address_before))
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
  update public.user_email_address_history as h
     set merged_into_user_id = nullif(into_user_id, h.user_id)
   where h.merged_into_user_id = from_user_id;

  update public.user_email_address_history as h
     set merged_into_user_id = into_user_id
   where h.user_id = from_user_id
     and h.merged_into_user_id is null;
end
$function$
