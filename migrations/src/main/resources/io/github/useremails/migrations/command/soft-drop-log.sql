-- Notes what a log in JSON says of statements that a soft drop has refused. Lines that were noted before count no more.
with refused as (
       select l.line ->> 'user' as role_name,
              coalesce(l.line ->> 'application_name', '') as application_name,
              substring(l.line ->> 'message' from '^permission denied for table (.*)$') as table_name,
              (l.line ->> 'timestamp')::timestamptz as refused_at
         from (
                select t.text::jsonb as line
                  from unnest(?::text[]) as t (text)
              ) l
        where l.line ->> 'state_code' = '42501'
          and l.line ->> 'dbname' = current_database())
insert into deprecated_column_uses as d (
  relation_name,
  column_name,
  found_by,
  role_name,
  application_name,
  place,
  uses,
  first_used_at,
  last_used_at)
select s.relation_name,
       s.column_name,
       'soft drop',
       s.role_name,
       r.application_name,
       '',
       count(*),
       min(r.refused_at),
       max(r.refused_at)
  from (
         select distinct
                o.relation_name,
                o.column_name,
                o.role_name
           from soft_dropped_columns o
       ) s
  join refused r
    on r.role_name = s.role_name
   and r.table_name = split_part(s.relation_name, '.', 2)
  left
  join deprecated_column_uses k
    on k.relation_name = s.relation_name
   and k.column_name = s.column_name
   and k.found_by = 'soft drop'
   and k.role_name = s.role_name
   and k.application_name = r.application_name
   and k.place = ''
 where k.last_used_at is null
    or r.refused_at > k.last_used_at
 group by s.relation_name,
          s.column_name,
          s.role_name,
          r.application_name
    on conflict on constraint deprecated_column_uses_pkey
    do update
   set uses = d.uses + excluded.uses,
       last_used_at = excluded.last_used_at
