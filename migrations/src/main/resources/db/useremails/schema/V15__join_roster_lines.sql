-- Create the functions that block and join dependent roster lines.
--
-- Why     People exchange addresses within one roster; such lines must be applied together.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- If a person keeps an address, the line that assigns it to another person cannot be applied, nor can the lines that
-- depend on that one. Reaches the lines as work_out_institution_roster does.
create function ${schema}.block_institution_roster_lines(blocked_roster_id bigint, looked_at_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
  with recursive kept (line, place, is_waiting) as (
         select l.line,
                l.place,
                false
           from unnest(looked_at_lines) as n (line)
          cross
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.outcome
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = blocked_roster_id
                     and k.line >= n.line
                   order by k.line
                   limit 1) l
          where l.line = n.line
            and l.outcome <> 'moved'
          union all
         select w.line,
                w.place,
                true
           from kept
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = kept.line
                     and k.roster_id + 0 = blocked_roster_id
                     limit 1) w
             on true)
  update ${schema}.user_email_roster_lines as l
     set outcome = 'belongs_to_another_user',
         user_id = null,
         replaced_address_id = null,
         vacated_by = null,
         pending = false
    from kept
   where l.ctid = kept.place
     and kept.is_waiting;
$$;

comment on function ${schema}.block_institution_roster_lines(bigint, integer[]) is
'Turns lines of a roster into conflicts if they wait for an address whose holder keeps it, according to the given lines. pii=none';

revoke execute
    on function ${schema}.block_institution_roster_lines(bigint, integer[])
  from public;

-- An address must be freed before it can be claimed, and readers must never see a user without one. So all lines that
-- pass addresses on are applied together. They follow the line that gets a free address.
create function ${schema}.join_institution_roster_lines(joined_roster_id bigint, joined_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
  with recursive following (line, place, head) as (
         select w.line,
                w.place,
                n.line
           from unnest(joined_lines) as n (line)
          cross
           join lateral (
                  select k.line,
                         k.outcome,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = joined_roster_id
                     and k.line >= n.line
                   order by k.line
                   limit 1) l
          cross
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = n.line
                     and k.roster_id + 0 = joined_roster_id
                     limit 1) w
          where l.line = n.line
            and l.vacated_by is null
          union all
         select w.line,
                w.place,
                f.head
           from following f
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = f.line
                     and k.roster_id + 0 = joined_roster_id
                     limit 1) w
             on true)
  update ${schema}.user_email_roster_lines as l
     set settled_with = f.head
    from following f
   where l.ctid = f.place;
$$;

comment on function ${schema}.join_institution_roster_lines(bigint, integer[]) is
'Groups the lines of a roster that pass addresses on, so that they are applied together: those that follow the given lines. pii=none';

revoke execute
    on function ${schema}.join_institution_roster_lines(bigint, integer[])
  from public;
