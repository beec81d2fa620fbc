CREATE OR REPLACE FUNCTION public.forward_legacy_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET jit TO 'off'
 SET lock_timeout TO '1000'
AS $function$
declare
  ids               bigint[];
  address_changed   boolean[];
  confirmed_changed boolean[];
  managed_changed   boolean[];
  turned_on_at      timestamptz;
begin
  if tg_op = 'INSERT' then
    -- A blank column is not a change here: the same statement may write the address to the other side.
    select array_agg(u.id::bigint),
           array_agg(true),
           array_agg(true),
           array_agg(true)
      into ids,
           address_changed,
           confirmed_changed,
           managed_changed
      from users_after u
     where not public.is_blank_email_address(u.email_address);
  else
    -- The functions return a value even if a condition fails for a row. A constant needs no call.
    select array_agg(c.id),
           array_agg(c.address_changed),
           array_agg(c.confirmed_changed),
           array_agg(c.managed_changed)
      into ids,
           address_changed,
           confirmed_changed,
           managed_changed
      from (
             select r.id,
                       count(*) = 1 and bool_and(r.is_after)
                    or count(*) = 2 and count(r.address) = 1
                    or (min(r.address) <> max(r.address)) is true as address_changed,
                    bool_or(r.is_confirmed) <> bool_and(r.is_confirmed) as confirmed_changed,
                    bool_or(r.is_managed) <> bool_and(r.is_managed) as managed_changed
               from (
                      select u.id::bigint as id,
                             false as is_after,
                             u.email_address::text collate "C" as address,
                             lower(btrim($condition$ true $condition$)) = 'true'
                          or lower(btrim($condition$ true $condition$)) <> 'false' and public.legacy_email_is_confirmed(row(u.*)::public.users) as is_confirmed,
                             lower(btrim($condition$ false $condition$)) = 'true'
                          or lower(btrim($condition$ false $condition$)) <> 'false' and public.legacy_email_is_institution_managed(row(u.*)::public.users) as is_managed
                        from users_before u
                       union all
                      select u.id::bigint,
                             true,
                             u.email_address::text collate "C",
                             lower(btrim($condition$ true $condition$)) = 'true'
                          or lower(btrim($condition$ true $condition$)) <> 'false' and public.legacy_email_is_confirmed(row(u.*)::public.users),
                             lower(btrim($condition$ false $condition$)) = 'true'
                          or lower(btrim($condition$ false $condition$)) <> 'false' and public.legacy_email_is_institution_managed(row(u.*)::public.users)
                        from users_after u
                    ) r
              group by r.id
           ) c
     where c.address_changed
        or c.confirmed_changed
        or c.managed_changed;
  end if;

  -- If forwarding was off and the backfill has not reached the rows, addresses that were not written since then miss
  -- changes of the flags. The column has them.
  if ids is not null
     and tg_op = 'UPDATE'
     and exists (select from public.user_email_move m where m.finished_at is null and not m.from_addresses) then
    select max(v.happened_at)
      into turned_on_at
      from public.user_email_move_events v
     where v.step = 'forwarding'
       and v.event = 'turned_on';

    select array_agg(l.confirmed_changed or s.is_stale and lower(btrim($condition$ true $condition$)) not in ('true', 'false') order by l.place),
           array_agg(l.managed_changed or s.is_stale and lower(btrim($condition$ false $condition$)) not in ('true', 'false') order by l.place)
      into confirmed_changed,
           managed_changed
      from unnest(ids, confirmed_changed, managed_changed) with ordinality
        as l (id, confirmed_changed, managed_changed, place)
     cross
      join lateral (
             select (
                      select true
                        from public.user_email_address_history h
                       where h.user_id = l.id
                         and h.changed_at >= turned_on_at
                       limit 1) is not true as is_stale) s;
  end if;

  if ids is not null then
    perform public.keep_legacy_email_addresses(ids, address_changed, confirmed_changed, managed_changed);
  end if;

  return null;
end
$function$
