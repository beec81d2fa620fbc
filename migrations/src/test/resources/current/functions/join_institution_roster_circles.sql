CREATE OR REPLACE FUNCTION public.join_institution_roster_circles(joined_roster_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
  first integer;
begin
  for first in
    select l.line
      from public.user_email_roster_lines l
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
                    from public.user_email_roster_lines k
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
                        from public.user_email_roster_lines k
                       where k.roster_id = joined_roster_id
                         and k.line >= c.next
                       order by k.line
                       limit 1) l
              where c.line is null
                 or c.next <> first)
      update public.user_email_roster_lines as l
         set settled_with = first
        from circle c
       where l.ctid = c.place
         and l.line <> first;
    end if;
  end loop;
end
$function$
