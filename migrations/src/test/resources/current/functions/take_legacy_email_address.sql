CREATE OR REPLACE FUNCTION public.take_legacy_email_address(taken text, taker_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  -- Compared with the collation of the column.
  wanted text collate "default" := taken;
  -- Before the backfill, only the history shows who gave the address away.
  givers bigint[]               := array(
    select h.user_id
      from public.user_email_address_history h
     where h.changed_at >= now()
       and h.transaction_id = pg_current_xact_id()
       and h.user_id <> taker_id
       and public.normalized_email_address(h.email_address_before) = public.normalized_email_address(taken));
begin
  if cardinality(givers) = 0 then
    givers := array(
      select u.id
        from public.users u
       where u.email_address = wanted
         and u.id <> taker_id
         and exists (
               select
                 from public.user_email_move m
                where m.finished_at is not null
                   or u.id <= m.cursor_id
                   or u.id > m.upper_id));
  end if;

  perform public.write_legacy_email_address(
            l.id,
            public.empty_legacy_email_address(l.id),
            false,
            null,
            false,
            null)
     from (
            select u.id as id
              from public.users u
             where u.id = any(givers)
               and public.normalized_email_address(u.email_address) = public.normalized_email_address(taken)
               and not exists (
                     select
                       from public.user_email_addresses e
                      where e.user_id = u.id
                        and e.primary
                        and e.normalized_email_address = public.normalized_email_address(taken))
               and not exists (
                     select
                       from public.user_email_legacy_conflicts c
                      where c.user_id = u.id)
               for no key update) l;

  if not found then
    -- Without the server's detail, which contains the address.
    raise exception 'another user has this address in users.email_address, which is unique'
      using errcode = 'unique_violation',
            schema = 'public',
            table = 'user_email_addresses',
            constraint = 'user_email_addresses_claimed_normalized_email_address_key';
  end if;
end
$function$
