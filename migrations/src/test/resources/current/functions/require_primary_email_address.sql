CREATE OR REPLACE FUNCTION public.require_primary_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  unreachable bigint;
begin
  -- Without the lock, one transaction could remove the primary address while another adds an address to the same
  -- user, and neither would see the other's change. A writer that follows the rules already holds the lock.
  perform
     from public.users u
    where u.id in (old.user_id, new.user_id)
    order by u.id
      for no key update;

  select e.user_id
    into unreachable
    from public.user_email_addresses e
   where e.user_id in (old.user_id, new.user_id)
   group by e.user_id
  having not bool_or(e.primary)
   limit 1;

  if found then
    -- Only the user's key: messages end up in logs.
    raise exception 'user % has email addresses but no primary address', unreachable
      using errcode = 'integrity_constraint_violation',
            schema = 'public',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_primary_required';
  end if;

  return null;
end
$function$
