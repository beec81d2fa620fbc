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
  -- Without the lock, one transaction could take the primary away while another adds an address
  -- next to it, and neither would see what the other does. A writer that goes by the rules holds
  -- it already.
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
    -- The user's key and nothing more: messages travel to logs.
    raise exception 'user % has email addresses but no primary one', unreachable
      using errcode = 'integrity_constraint_violation',
            schema = 'public',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_primary_required';
  end if;

  return null;
end
$function$
