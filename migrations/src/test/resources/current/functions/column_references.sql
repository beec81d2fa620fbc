CREATE OR REPLACE FUNCTION public.column_references(used_relation regclass, used_column name)
 RETURNS TABLE(kind text, object text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
  -- What the server knows to depend on it; a view that was made by "select *", too.
  select i.type,
         i.identity
    from pg_attribute a
    join pg_depend d
      on d.refclassid = 'pg_class'::regclass
     and d.refobjid = a.attrelid
     and d.refobjsubid = a.attnum
    left
    join pg_rewrite r
      on d.classid = 'pg_rewrite'::regclass
     and r.oid = d.objid
    left
    join pg_trigger g
      on d.classid = 'pg_trigger'::regclass
     and g.oid = d.objid
   cross
    join lateral pg_identify_object(
                   -- The rule that makes a view is the view.
                   case when r.rulename = '_RETURN' then 'pg_class'::regclass else d.classid end,
                   case when r.rulename = '_RETURN' then r.ev_class else d.objid end,
                   case when d.classid = 'pg_class'::regclass then d.objsubid else 0 end) i
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
     -- What the move has made goes with the column.
     and (r.rulename = '_RETURN' and r.ev_class = to_regclass('public.user_email_addresses_with_legacy')) is not true
     and (g.tgname in ('users_forward_email_address_after_insert',
                       'users_forward_email_address_after_update')) is not true
     -- That it must not be null goes with the column; since PostgreSQL 18 it is a constraint.
     and not exists (
           select
             from pg_constraint c
            where d.classid = 'pg_constraint'::regclass
              and c.oid = d.objid
              and c.contype = 'n')
     -- Its own default goes with the column, and nobody misses it; a generated column has one, too.
     and not exists (
           select
             from pg_attrdef f
            where d.classid = 'pg_attrdef'::regclass
              and f.oid = d.objid
              and f.adnum = a.attnum)
   union
  -- What only the text tells: bodies that are parsed when they run. Those of this module go with the column.
  select i.type,
         i.identity
    from pg_proc p
   cross
    join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) i
    join pg_namespace n
      on n.oid = p.pronamespace
    join pg_class c
      on c.oid = used_relation
   cross
    join lateral public.sql_without_comments(lower(p.prosrc)) as b (body)
   where b.body ~ ('[[:<:]]' || lower(used_column) || '[[:>:]]')
     and n.nspname not in ('pg_catalog', 'information_schema')
     and (   b.body ~ ('[[:<:]]' || lower(c.relname) || '[[:>:]]')
             -- A trigger on the table names the column only.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = used_relation))
     and p.oid not in (select f from public.user_email_functions() f)
   union all
  -- What goes with the column, and has been given to somebody on purpose.
  select 'grant',
         g.privilege_type || ' to ' || coalesce(r.rolname, 'public')
    from pg_attribute a
   cross
    join lateral aclexplode(a.attacl) g
    left
    join pg_roles r
      on r.oid = g.grantee
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
$function$
