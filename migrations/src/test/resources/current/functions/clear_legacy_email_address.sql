CREATE OR REPLACE FUNCTION public.clear_legacy_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  -- Locked first, so that a concurrent write of the column is not lost. The deferred trigger runs at commit, where
  -- pg_stat_statements counts this as a statement of a client.
  perform /* useremails */ public.write_legacy_email_address(
            l.id,
            public.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.id as id
              from public.users u
             where u.id = old.user_id
               and u.email_address::text collate "C" = old.email_address
               and not exists (
                     select
                       from public.user_email_addresses e
                      where e.user_id = old.user_id
                        and e.primary)
               and not exists (
                     select
                       from public.user_email_legacy_conflicts c
                      where c.user_id = old.user_id)
               for no key update) l;

  return null;
end
$function$
