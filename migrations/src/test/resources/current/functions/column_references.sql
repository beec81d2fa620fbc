CREATE OR REPLACE FUNCTION public.column_references(used_relation regclass, used_column name)
 RETURNS TABLE(kind text, object text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
  -- Dependencies that the server records, including views created by "select *".
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
                   -- The rule _RETURN of a view stands for the view.
                   case when r.rulename = '_RETURN' then 'pg_class'::regclass else d.classid end,
                   case when r.rulename = '_RETURN' then r.ev_class else d.objid end,
                   case when d.classid = 'pg_class'::regclass then d.objsubid else 0 end) i
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
     -- The objects of the move are dropped with the column.
     and (r.rulename = '_RETURN' and r.ev_class = to_regclass('public.user_email_addresses_with_legacy')) is not true
     and (g.tgname in ('users_forward_email_address_after_insert',
                       'users_forward_email_address_after_update')) is not true
     -- The not-null constraint is dropped with the column; since PostgreSQL 18 it is a constraint of its own.
     and not exists (
           select
             from pg_constraint c
            where d.classid = 'pg_constraint'::regclass
              and c.oid = d.objid
              and c.contype = 'n')
     -- The default of the column is dropped with it. A generated column has a default too, and is reported.
     and not exists (
           select
             from pg_attrdef f
            where d.classid = 'pg_attrdef'::regclass
              and f.oid = d.objid
              and f.adnum = a.attnum)
   union
  -- Bodies that are parsed at run time, by their text. Those of this module are dropped with the column.
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
             -- A trigger function on the table may name the column without the table.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = used_relation))
     and p.oid not in (select f from public.user_email_functions() f)
   union all
  -- Grants that somebody gave on the column itself are dropped with it.
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
