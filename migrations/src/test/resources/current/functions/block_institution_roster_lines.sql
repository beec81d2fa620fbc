CREATE OR REPLACE FUNCTION public.block_institution_roster_lines(blocked_roster_id bigint, looked_at_lines integer[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
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
                    from public.user_email_roster_lines k
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
                    from public.user_email_roster_lines k
                   where k.vacated_by = kept.line
                     and k.roster_id + 0 = blocked_roster_id
                     limit 1) w
             on true)
  update public.user_email_roster_lines as l
     set outcome = 'belongs_to_another_user',
         user_id = null,
         replaced_address_id = null,
         vacated_by = null,
         pending = false
    from kept
   where l.ctid = kept.place
     and kept.is_waiting;
$function$
