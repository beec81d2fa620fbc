CREATE OR REPLACE FUNCTION public.keep_legacy_email_addresses(changed_ids bigint[], address_changed boolean[], confirmed_changed boolean[], managed_changed boolean[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
declare
  settled       bigint[];
  apart         bigint[]         := changed_ids;
  may_have_more constant boolean := not exists (
    select
      from pg_constraint c
     where c.conrelid = 'public.user_email_addresses'::regclass
       and c.conname = 'user_email_addresses_one_address_until_contract');
  one           record;
begin
  if cardinality(changed_ids) > 1 then
    begin
      with looked as (
             select l.id,
                    u.address,
                    u.key,
                    u.created_at,
                    e.id as row_id,
                    e.email_address as address_before,
                    e.confirmed as confirmed_before,
                    e.institution_managed as managed_before,
                    e.institution_id,
                    e.confirmed_at,
                    u.proved_at,
                    e.normalized_email_address is not distinct from u.key as is_same,
                    -- The addresses know better what the address is to the user.
                    case
                      when e.normalized_email_address = u.key and not l.confirmed_changed then e.confirmed
                      else u.is_confirmed
                    end as is_confirmed,
                    case
                      when e.normalized_email_address = u.key and not l.managed_changed then e.institution_managed
                      else u.is_managed
                    end as is_managed,
                    -- The statement did not write the column, and one side is not filled yet.
                    not l.address_changed
                    and (   u.address is null
                         or e.normalized_email_address <> u.key) is true as is_left,
                    (octet_length(u.key) > 2000) is true
                    or may_have_more
                       and e.id is not null
                       and (
                             select true
                               from public.user_email_addresses m
                              where m.user_id = l.id
                                and not m.primary
                              limit 1) is true as is_special
               from unnest(changed_ids, address_changed, confirmed_changed, managed_changed)
                 as l (id, address_changed, confirmed_changed, managed_changed)
              cross
               join lateral (
                      select case
                               when not public.is_blank_email_address(u.email_address)
                               then u.email_address::text collate "C"
                             end as address,
                             case
                               when not public.is_blank_email_address(u.email_address)
                               then public.normalized_email_address(u.email_address) collate "C"
                             end as key,
                             lower(btrim($condition$ true $condition$)) = 'true'
                             or lower(btrim($condition$ true $condition$)) <> 'false' and public.legacy_email_is_confirmed(u) as is_confirmed,
                             lower(btrim($condition$ false $condition$)) = 'true'
                             or lower(btrim($condition$ false $condition$)) <> 'false' and public.legacy_email_is_institution_managed(u) as is_managed,
                             case
                               when lower(btrim($condition$ null $condition$)) <> 'null'
                               then public.legacy_email_confirmed_at(u)
                             end as proved_at,
                             case
                               when lower(btrim($condition$ null $condition$)) <> 'null'
                               then public.legacy_email_created_at(u)
                             end as created_at
                        from public.users u
                       where u.id = l.id
                       limit 1) u
               left
               join lateral (
                      select m.id,
                             m.email_address,
                             m.normalized_email_address,
                             m.confirmed,
                             m.institution_managed,
                             m.institution_id,
                             m.confirmed_at
                        from public.user_email_addresses m
                       where m.user_id = l.id
                         and m.primary
                       limit 1) e
                 on true),
           -- If several users claim one address, the first gets it.
           placed as (
             select l.*,
                    row_number() over (
                      partition by l.key
                          order by l.is_confirmed or l.is_managed desc,
                                   l.id) as place
               from looked l
              where not l.is_left),
           judged as (
             select p.*,
                       p.is_special
                    or p.address is not null
                       and (p.is_confirmed or p.is_managed)
                       and not (p.is_same and (p.confirmed_before or p.managed_before))
                       and (   p.place > 1
                            or (
                                 select true
                                   from public.user_email_addresses o
                                  where o.normalized_email_address = p.key
                                    and (o.confirmed or o.institution_managed)
                                    and o.user_id <> p.id
                                  limit 1) is true) as is_apart
               from placed p),
           gone as (
             delete
               from public.user_email_addresses e
              using judged j
              where e.id = j.row_id
                and j.address is null
                and not j.is_apart),
           changed as (
             update public.user_email_addresses as e
                set email_address = j.address,
                    normalized_email_address = j.key,
                    confirmed = j.is_confirmed,
                    institution_managed = j.is_managed,
                    institution_id = case when j.is_managed and j.is_same then j.institution_id end,
                    confirmed_at = case
                                     when not j.is_confirmed then null
                                     when j.is_same then coalesce(j.confirmed_at, j.proved_at)
                                     else j.proved_at
                                   end,
                    updated_at = now()
               from judged j
              where e.id = j.row_id
                and j.address is not null
                and not j.is_apart
                and (   j.address_before <> j.address
                     or j.confirmed_before <> j.is_confirmed
                     or j.managed_before <> j.is_managed)),
           added as (
             insert into public.user_email_addresses (
               user_id,
               email_address,
               normalized_email_address,
               "primary",
               confirmed,
               institution_managed,
               confirmed_at,
               created_at)
             select j.id,
                    j.address,
                    j.key,
                    true,
                    j.is_confirmed,
                    j.is_managed,
                    case when j.is_confirmed then j.proved_at end,
                    coalesce(j.created_at, now())
               from judged j
              where j.row_id is null
                and j.address is not null
                and not j.is_apart)
      select array_agg(j.id) filter (where not j.is_apart),
             array_agg(j.id) filter (where j.is_apart)
        into settled,
             apart
        from judged j;

      delete
        from public.user_email_legacy_conflicts c
       where c.user_id = any(settled);
    exception
      -- Another transaction interfered, or one of the rows is invalid. Processing the users one by one shows which row
      -- it is, and whether the write may continue.
      when integrity_constraint_violation
        or lock_not_available
        or deadlock_detected
        or data_exception
        or cardinality_violation
        or feature_not_supported
        or syntax_error_or_access_rule_violation
        or program_limit_exceeded
        or plpgsql_error
        or sql_routine_exception
        or external_routine_exception then
        apart := changed_ids;
    end;
  end if;

  for one in
    select l.id,
           l.address_changed,
           l.confirmed_changed,
           l.managed_changed
      from unnest(changed_ids, address_changed, confirmed_changed, managed_changed)
        as l (id, address_changed, confirmed_changed, managed_changed)
      join unnest(apart) as a (id)
        on a.id = l.id
     order by l.id
  loop
    perform public.keep_legacy_email_address(
              one.id,
              one.address_changed,
              one.confirmed_changed,
              one.managed_changed);
  end loop;
end
$function$
