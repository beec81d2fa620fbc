-- Create the function that matches the lines of a roster with users.
--
-- Why     Each line names a known member, a user who has the address, or a person who is not a user yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Decides the outcome of lines: of all lines before anything is written, and of each batch again when its users are
-- locked. The lines were just inserted, so the planner has no statistics of them, or takes the table for empty. The
-- settings leave it only one plan: lines by number, in an order that only one index has; everything else by one step
-- in an index; the update by ctid. The body is text because Flyway before 11.7 takes the first "end" of a body in
-- standard syntax for its last word, even the end of a "case".
create function ${schema}.work_out_institution_roster(worked_out_roster_id bigint, worked_out_lines integer[])
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
  update ${schema}.user_email_roster_lines as l
     set outcome = w.outcome,
         user_id = case when w.outcome in ('claimed', 'moved', 'unchanged') then w.user_id end,
         replaced_address_id = case when w.outcome = 'moved' then w.managed_address_id end,
         vacated_by = case when w.outcome in ('claimed', 'moved') then w.vacated_by end,
         pending = w.outcome in ('claimed', 'moved') or w.outcome = 'unchanged' and not w.is_member
    from (
           select k.place,
                  coalesce(member.user_id, owner.user_id) as user_id,
                  managed.id as managed_address_id,
                  member.user_id is not null as is_member,
                  vacating.line as vacated_by,
                  case
                    -- A user other than the planned one is not locked, and is left to the next roster.
                    when k.user_id <> coalesce(member.user_id, owner.user_id) then 'belongs_to_another_user'
                    -- The key identifies the person, wherever the address moves.
                    when managed.id = owner.id and owner.institution_id = r.institution_id and member.user_id is not null
                    then 'unchanged'
                    when member.user_id is not null
                     and managed.id <> coalesce(owner.id, 0)
                     and managed.institution_id is distinct from r.institution_id
                    then 'managed_by_another_institution'
                    when member.user_id = owner.user_id and owner.institution_id <> r.institution_id
                    then 'managed_by_another_institution'
                    when member.user_id <> owner.user_id and vacating.line is null then 'belongs_to_another_user'
                    when member.user_id is not null and managed.id <> coalesce(owner.id, 0) then 'moved'
                    when member.user_id is not null then 'claimed'
                    -- Without a key, only an address that a user has proved identifies the person.
                    when owner.id is null then 'unknown'
                    when owner.institution_id <> r.institution_id then 'managed_by_another_institution'
                    when managed.id <> owner.id and managed.institution_id is distinct from r.institution_id
                    then 'managed_by_another_institution'
                    when other.external_key is not null then 'belongs_to_another_member'
                    when owner.institution_id = r.institution_id then 'unchanged'
                    when owner.institution_managed then 'claimed'
                    when managed.id is null then 'claimed'
                    when (
                           select o.line
                             from ${schema}.user_email_roster_lines o
                            where o.normalized_email_address = managed.normalized_email_address
                              and o.roster_id + 0 = worked_out_roster_id
                            limit 1) is not null
                    then 'several_lines_for_one_user'
                    else 'moved'
                  end as outcome
             from ${schema}.user_email_rosters r
            cross
             join unnest(worked_out_lines) as n (line)
            cross
             join lateral (
                    select k.ctid as place,
                           k.*
                      from ${schema}.user_email_roster_lines k
                     where k.roster_id = worked_out_roster_id
                       and k.line >= n.line
                     order by k.line
                     limit 1) k
             left
             join lateral (
                    select m.user_id
                      from ${schema}.user_email_institution_members m
                     where m.institution_id = r.institution_id
                       and m.external_key = k.external_key
                     limit 1) member
               on true
             left
             join lateral (
                    select e.id,
                           e.user_id,
                           e.institution_managed,
                           e.institution_id
                      from ${schema}.user_email_addresses e
                     where e.normalized_email_address = k.normalized_email_address
                       and (e.confirmed or e.institution_managed)
                     limit 1) owner
               on true
             left
             join lateral (
                    select e.id,
                           e.institution_id,
                           e.normalized_email_address
                      from ${schema}.user_email_addresses e
                     where e.user_id = coalesce(member.user_id, owner.user_id)
                       and coalesce(e.institution_managed, false)
                     limit 1) managed
               on true
             -- Another key of the same user, if the line's own key is unknown.
             left
             join lateral (
                    select m.external_key
                      from ${schema}.user_email_institution_members m
                     where member.user_id is null
                       and m.user_id = owner.user_id
                       and m.institution_id + 0 = r.institution_id
                     limit 1) other
               on true
             -- The line that gives the current holder another address: applying it frees the address.
             left
             join lateral (
                    select o.line
                      from ${schema}.user_email_institution_members m
                     cross
                      join lateral (
                             select o.line,
                                    o.external_key,
                                    o.settled_with
                               from ${schema}.user_email_roster_lines o
                              where o.roster_id = worked_out_roster_id
                                and o.external_key >= m.external_key
                              order by o.external_key
                              limit 1) o
                     where member.user_id <> owner.user_id
                       and owner.institution_id = r.institution_id
                       and m.user_id = owner.user_id
                       and m.institution_id + 0 = r.institution_id
                       and o.external_key = m.external_key
                       -- Only lines applied in the same transaction free it in time.
                       and (not k.pending or o.settled_with = k.settled_with)
                     limit 1) vacating
               on true
            where r.id = worked_out_roster_id
              and k.line = n.line
              and (k.outcome is null or k.pending)
         ) w
   where l.ctid = w.place;
$$;

comment on function ${schema}.work_out_institution_roster(bigint, integer[]) is
'Decides the outcome of lines of a roster, unless it was decided already. Writes only the lines. pii=none';

revoke execute
    on function ${schema}.work_out_institution_roster(bigint, integer[])
  from public;
