-- Create the function that plans a roster.
--
-- Why     The plan decides every line before any is applied, so that limits apply to the whole roster.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- If no line of a group gets a free address, its people exchange addresses in a circle. Each circle is followed once.
create function ${schema}.join_institution_roster_circles(joined_roster_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
declare
  first integer;
begin
  for first in
    select l.line
      from ${schema}.user_email_roster_lines l
     where l.roster_id = joined_roster_id
       and l.vacated_by is not null
     order by l.vacated_by
  loop
    -- The line as updated by an earlier circle.
    if exists (
         select
           from (
                  select k.line,
                         k.settled_with
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = joined_roster_id
                     and k.line >= first
                   order by k.line
                   limit 1) l
          where l.settled_with = first) then
      with recursive circle (line, place, next) as (
             select null::integer,
                    null::tid,
                    first
              union all
             select l.line,
                    l.place,
                    l.vacated_by
               from circle c
              cross
               join lateral (
                      select k.ctid as place,
                             k.line,
                             k.vacated_by
                        from ${schema}.user_email_roster_lines k
                       where k.roster_id = joined_roster_id
                         and k.line >= c.next
                       order by k.line
                       limit 1) l
              where c.line is null
                 or c.next <> first)
      update ${schema}.user_email_roster_lines as l
         set settled_with = first
        from circle c
       where l.ctid = c.place
         and l.line <> first;
    end if;
  end loop;
end
$$;

comment on function ${schema}.join_institution_roster_circles(bigint) is
'Groups the lines of a roster whose people exchange addresses in a circle, so that they are applied together. pii=none';

revoke execute
    on function ${schema}.join_institution_roster_circles(bigint)
  from public;

-- Processes the lines in parts, so that no array grows with the roster. Questions about all lines together are
-- answered by hashing or sorting, whose time does not depend on the planner's statistics.
create function ${schema}.plan_institution_roster(planned_roster_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_nestloop = off
            set jit = off
as $$
declare
  part constant          integer := 10000;
  planned_institution_id bigint;
  last_line              integer;
begin
  select r.institution_id
    into planned_institution_id
    from ${schema}.user_email_rosters r
   where r.id = planned_roster_id;

  -- Outcomes that depend on all lines together.
  update ${schema}.user_email_roster_lines as l
     set outcome = 'duplicate_line'
    from (
           select k.line,
                  count(*) over (partition by k.external_key) > 1
                  or count(*) over (partition by k.normalized_email_address) > 1 as is_double
             from ${schema}.user_email_roster_lines k
            where k.roster_id = planned_roster_id
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.outcome is null
     and d.is_double;

  select max(l.line)
    into last_line
    from ${schema}.user_email_roster_lines l
   where l.roster_id = planned_roster_id;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.work_out_institution_roster(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  update ${schema}.user_email_roster_lines as l
     set outcome = 'several_lines_for_one_user',
         user_id = null,
         replaced_address_id = null,
         pending = false
    from (
           select k.line,
                  count(*) over (partition by k.user_id) > 1 as is_double
             from ${schema}.user_email_roster_lines k
            where k.roster_id = planned_roster_id
              and k.user_id is not null
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.pending
     and d.is_double;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.block_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.join_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  perform ${schema}.join_institution_roster_circles(planned_roster_id);

  insert into ${schema}.user_email_roster_releases (
    roster_id,
    user_email_address_id,
    user_id)
  select planned_roster_id,
         e.id,
         e.user_id
    from ${schema}.user_email_addresses e
    left
    join (
           select m.user_id,
                  bool_or(l.line is not null) as is_named
             from ${schema}.user_email_institution_members m
             left
             join ${schema}.user_email_roster_lines l
               on l.external_key = m.external_key
              and l.roster_id = planned_roster_id
            where m.institution_id = planned_institution_id
            group by m.user_id) known
      on known.user_id = e.user_id
    left
    join (
           select distinct
                  l.normalized_email_address
             from ${schema}.user_email_roster_lines l
            where l.roster_id = planned_roster_id) named
      on named.normalized_email_address = e.normalized_email_address
   where e.institution_id = planned_institution_id
     and e.institution_managed
     -- A person in the roster is not released, whatever the outcome of the line. The key decides; the address decides
     -- only if no key is known.
     and not coalesce(known.is_named, named.normalized_email_address is not null)
     and not exists (
           select
             from ${schema}.user_email_roster_lines l
            where l.roster_id = planned_roster_id
              and l.user_id = e.user_id
              and l.replaced_address_id = e.id);
end
$$;

comment on function ${schema}.plan_institution_roster(bigint) is
'Decides the outcome of each line of a roster, and which addresses the roster no longer contains. Writes nothing else. pii=none';

revoke execute
    on function ${schema}.plan_institution_roster(bigint)
  from public;
