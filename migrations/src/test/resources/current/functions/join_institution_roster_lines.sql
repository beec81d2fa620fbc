CREATE OR REPLACE FUNCTION public.join_institution_roster_lines(joined_roster_id bigint, joined_lines integer[])
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
                    from public.user_email_roster_lines k
                   where k.roster_id = joined_roster_id
                     and k.line >= n.line
                   order by k.line
                   limit 1) l
          cross
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from public.user_email_roster_lines k
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
                    from public.user_email_roster_lines k
                   where k.vacated_by = f.line
                     and k.roster_id + 0 = joined_roster_id
                     limit 1) w
             on true)
  update public.user_email_roster_lines as l
     set settled_with = f.head
    from following f
   where l.ctid = f.place;
$function$
