CREATE OR REPLACE FUNCTION public.plan_institution_roster(planned_roster_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_nestloop TO 'off'
 SET jit TO 'off'
AS $function$
declare
  part constant          integer := 10000;
  planned_institution_id bigint;
  last_line              integer;
begin
  select r.institution_id
    into planned_institution_id
    from public.user_email_rosters r
   where r.id = planned_roster_id;

  -- Outcomes that depend on all lines together.
  update public.user_email_roster_lines as l
     set outcome = 'duplicate_line'
    from (
           select k.line,
                  count(*) over (partition by k.external_key) > 1
                  or count(*) over (partition by k.normalized_email_address) > 1 as is_double
             from public.user_email_roster_lines k
            where k.roster_id = planned_roster_id
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.outcome is null
     and d.is_double;

  select max(l.line)
    into last_line
    from public.user_email_roster_lines l
   where l.roster_id = planned_roster_id;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform public.work_out_institution_roster(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  update public.user_email_roster_lines as l
     set outcome = 'several_lines_for_one_user',
         user_id = null,
         replaced_address_id = null,
         pending = false
    from (
           select k.line,
                  count(*) over (partition by k.user_id) > 1 as is_double
             from public.user_email_roster_lines k
            where k.roster_id = planned_roster_id
              and k.user_id is not null
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.pending
     and d.is_double;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform public.block_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform public.join_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  perform public.join_institution_roster_circles(planned_roster_id);

  insert into public.user_email_roster_releases (
    roster_id,
    user_email_address_id,
    user_id)
  select planned_roster_id,
         e.id,
         e.user_id
    from public.user_email_addresses e
    left
    join (
           select m.user_id,
                  bool_or(l.line is not null) as is_named
             from public.user_email_institution_members m
             left
             join public.user_email_roster_lines l
               on l.external_key = m.external_key
              and l.roster_id = planned_roster_id
            where m.institution_id = planned_institution_id
            group by m.user_id) known
      on known.user_id = e.user_id
    left
    join (
           select distinct
                  l.normalized_email_address
             from public.user_email_roster_lines l
            where l.roster_id = planned_roster_id) named
      on named.normalized_email_address = e.normalized_email_address
   where e.institution_id = planned_institution_id
     and e.institution_managed
     -- A person in the roster is not released, whatever the outcome of the line. The key decides; the address decides
     -- only if no key is known.
     and not coalesce(known.is_named, named.normalized_email_address is not null)
     and not exists (
           select
             from public.user_email_roster_lines l
            where l.roster_id = planned_roster_id
              and l.user_id = e.user_id
              and l.replaced_address_id = e.id);
end
$function$
