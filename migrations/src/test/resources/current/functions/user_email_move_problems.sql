CREATE OR REPLACE FUNCTION public.user_email_move_problems()
 RETURNS TABLE(problem text, cases bigint, examples bigint[])
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_nestloop TO 'off'
 SET jit TO 'off'
AS $function$
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = 'public.users'::regclass
            and a.attname = 'email_address'
            and not a.attisdropped) then
    return;
  end if;

  return query
  select f.problem,
         count(*),
         (coalesce(array_agg(f.user_id order by f.user_id) filter (where f.user_id is not null), '{}'))[1:10]
    from (
           select 'the backfill is not finished' as problem,
                  m.cursor_id as user_id
             from public.user_email_move m
            where m.finished_at is null
            union all
           select case
                    when e.id is null then 'an address is missing'
                    when not public.is_blank_email_address(u.email_address) then 'an address differs from the legacy one'
                    else 'an address has no legacy one'
                  end,
                  u.id
             from public.users u
             left
             join public.user_email_addresses e
               on e.user_id = u.id
              and e.primary
            where case
                    when not public.is_blank_email_address(u.email_address)
                    then u.email_address::text collate "C"
                  end is distinct from e.email_address
              and not exists (
                    select
                      from public.user_email_legacy_conflicts c
                     where c.user_id = u.id)
            union all
           -- Except for a column that was just brought back: its flags are from before.
           select 'a confirmation differs from the legacy one',
                  u.id
             from public.users u
             join public.user_email_addresses e
               on e.user_id = u.id
              and e.primary
              and e.email_address = u.email_address::text collate "C"
            where lower(btrim($condition$ true $condition$)) not in ('true', 'false')
              and not (select m.from_addresses from public.user_email_move m)
              and e.confirmed <> public.legacy_email_is_confirmed(u)
              and not exists (
                    select
                      from public.user_email_legacy_conflicts c
                     where c.user_id = u.id)
            union all
           select 'an institution differs from the legacy one',
                  u.id
             from public.users u
             join public.user_email_addresses e
               on e.user_id = u.id
              and e.primary
              and e.email_address = u.email_address::text collate "C"
            where lower(btrim($condition$ false $condition$)) not in ('true', 'false')
              and not (select m.from_addresses from public.user_email_move m)
              and e.institution_managed <> public.legacy_email_is_institution_managed(u)
              and not exists (
                    select
                      from public.user_email_legacy_conflicts c
                     where c.user_id = u.id)
            union all
           select 'a condition cannot be evaluated',
                  u.id
             from public.users u
            where (   lower(btrim($condition$ true $condition$)) not in ('true', 'false')
                   or lower(btrim($condition$ false $condition$)) not in ('true', 'false')
                   or lower(btrim($condition$ null $condition$)) <> 'null'
                   or lower(btrim($condition$ null $condition$)) <> 'null')
              and not public.legacy_email_can_be_evaluated(u)
            union all
           select 'a conflict is open',
                  c.user_id
             from public.user_email_legacy_conflicts c
            where c.accepted_at is null
            union all
           select 'an index is invalid: ' || i.indexrelid::regclass,
                  null
             from pg_index i
            where i.indrelid = 'public.user_email_addresses'::regclass
              and not i.indisvalid
            union all
           select f.fault,
                  null
             from public.user_email_forwarding_faults() f
         ) f
   group by f.problem
   order by f.problem;
end
$function$
