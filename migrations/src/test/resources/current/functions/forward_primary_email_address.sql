CREATE OR REPLACE FUNCTION public.forward_primary_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
AS $function$
declare
  primaries public.user_email_addresses[];
  e         public.user_email_addresses;
  written   text;
begin
  if tg_op = 'INSERT' then
    primaries := array(
      select row(a.*)::public.user_email_addresses
        from addresses_after a
       cross
        join lateral (
               select
                 from public.users u
                where u.id = a.user_id
                  and (   u.email_address::text collate "C" is distinct from a.email_address)
                limit 1) u
       where a.primary
       order by a.user_id);
  else
    primaries := array(
      select row(a.*)::public.user_email_addresses
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
         and a.user_id = b.user_id
       cross
        join lateral (
               select
                 from public.users u
                where u.id = a.user_id
                  and (   u.email_address::text collate "C" is distinct from a.email_address)
                limit 1) u
       where coalesce(a.primary, false)
         and (b.primary, b.email_address, b.confirmed, b.institution_managed)
             is distinct from
             (a.primary, a.email_address, a.confirmed, a.institution_managed)
       order by a.user_id);
  end if;

  foreach e in array primaries
  loop
    begin
      written := public.write_legacy_email_address(
                   e.user_id,
                   e.email_address,
                   e.confirmed,
                   e.confirmed_at,
                   e.institution_managed,
                   e.institution_id);
    exception
      when unique_violation then
        perform public.take_legacy_email_address(e.email_address, e.user_id);

        written := public.write_legacy_email_address(
                     e.user_id,
                     e.email_address,
                     e.confirmed,
                     e.confirmed_at,
                     e.institution_managed,
                     e.institution_id);
    end;

    -- The application's own trigger on users decides the final value.
    if written <> e.email_address then
      perform public.keep_legacy_email_address(e.user_id, true, false, false);
    end if;
  end loop;

  return null;
end
$function$
