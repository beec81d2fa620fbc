-- Have a way to tell whether both sides are the same, and whether the column may go.
--
-- Why     Nobody should read the addresses before they are all there, nor drop a column that is in use.
-- Phase   expand. Nothing calls the functions yet.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V20.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

create function ${schema}.user_email_forwarding_faults()
        returns table (fault text)
       language sql
         stable
            set search_path = pg_catalog, ${schema}
as $$
  select 'forwarding is off: trigger ' || t.name
    from unnest(array[
           'users_forward_email_address_after_insert',
           'users_forward_email_address_after_update',
           'user_email_addresses_forward_primary_after_insert',
           'user_email_addresses_forward_primary_after_update',
           'user_email_addresses_clear_legacy_after_delete',
           'user_email_addresses_clear_legacy_after_update']) as t (name)
   where not exists (
           select
             from pg_trigger g
            where g.tgname = t.name
              and g.tgrelid in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
              and g.tgenabled in ('O', 'A'))
   union all
  select 'forwarding is off: function ' || p.oid::regprocedure
    from pg_proc p
   where p.pronamespace = '${schema}'::regnamespace
     and p.proname in ('forward_legacy_email_address',
                       'forward_primary_email_address',
                       'clear_legacy_email_address',
                       'free_email_address')
     and p.prosrc !~ '(perform|update) '
$$;

comment on function ${schema}.user_email_forwarding_faults() is
'What of forwarding is off: one row for each trigger and function; none while both sides are kept alike. Reads the catalogue only. pii=none';

create function ${schema}.user_email_move_problems()
        returns table (
          problem  text,
          cases    bigint,
          examples bigint[])
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}
as $$
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = '${schema}.${users_table}'::regclass
            and a.attname = '${legacy_column}'
            and not a.attisdropped) then
    return;
  end if;

  return query
  select f.problem,
         count(*),
         (array_agg(f.user_id order by f.user_id))[1:10]
    from (
           select 'the backfill is not finished' as problem,
                  m.cursor_id as user_id
             from ${schema}.user_email_move m
            where m.finished_at is null
            union all
           select case
                    when e.id is null then 'an address is missing'
                    when u.${legacy_column}::text collate "C" ~ '\S' then 'an address differs from the legacy one'
                    else 'an address has no legacy one'
                  end,
                  u.${users_key}
             from ${schema}.${users_table} u
             left
             join ${schema}.user_email_addresses e
               on e.user_id = u.${users_key}
              and e.primary
            where case
                    when u.${legacy_column}::text collate "C" ~ '\S'
                    then u.${legacy_column}::text collate "C"
                  end is distinct from e.email_address
              and not exists (
                    select
                      from ${schema}.user_email_legacy_conflicts c
                     where c.user_id = u.${users_key})
            union all
           select 'a conflict is open',
                  c.user_id
             from ${schema}.user_email_legacy_conflicts c
            union all
           select 'an index is invalid: ' || i.indexrelid::regclass,
                  null
             from pg_index i
            where i.indrelid = '${schema}.user_email_addresses'::regclass
              and not i.indisvalid
            union all
           select f.fault,
                  null
             from ${schema}.user_email_forwarding_faults() f
         ) f
   group by f.problem
   order by f.problem;
end
$$;

comment on function ${schema}.user_email_move_problems() is
'What keeps the legacy column and the addresses from being the same: one row for each kind, with the number of cases and some users. Empty when all is well, and after the column is dropped. Reads both tables once. pii=indirect';

-- Everything in the database that a drop of the column would break, or take along without a word.
create function ${schema}.user_email_contract_obstacles()
        returns setof text
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
begin
  return query
  select p.problem || ': ' || p.cases
    from ${schema}.user_email_move_problems() p;

  return query
  select distinct
         'uses the column: ' || pg_describe_object(
           case when d.classid = 'pg_rewrite'::regclass then 'pg_class'::regclass else d.classid end,
           coalesce(r.ev_class, d.objid),
           0)
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
   where a.attrelid = '${schema}.${users_table}'::regclass
     and a.attname = '${legacy_column}'
     and not a.attisdropped
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
     and r.ev_class is distinct from to_regclass('${schema}.user_email_addresses_with_legacy')
     and coalesce(g.tgname, '') not like 'users\_forward\_email\_address\_%';

  return query
  select 'names the column: function ' || p.oid::regprocedure
    from pg_proc p
    join pg_namespace n
      on n.oid = p.pronamespace
   where p.prosrc ~* '\m${legacy_column}\M'
     and n.nspname not in ('pg_catalog', 'information_schema')
     and (   p.prosrc ~* '\m${users_table}\M'
             -- A trigger on the table names the column only.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = '${schema}.${users_table}'::regclass))
     -- What the module made, which goes with the column or means its own.
     and not (    p.pronamespace = '${schema}'::regnamespace
              and coalesce(obj_description(p.oid, 'pg_proc'), '') ~ 'pii=(none|indirect|direct)$');

  if to_regclass('pg_stat_statements') is not null
     or exists (select from pg_extension x where x.extname = 'pg_stat_statements') then
    return query execute format(
      $query$
      select 'statements of role ' || r.rolname || ' name the column: ' || count(*)
        from %s s
        join pg_roles r
          on r.oid = s.userid
       where s.dbid = (select d.oid from pg_database d where d.datname = current_database())
         and s.toplevel
         and s.query ~* '\m${legacy_column}\M'
         and s.query ~* '\m${users_table}\M'
         -- The addresses have such a column, too: of statements that name both, those that ask users for it.
         and (   s.query !~* '\muser_email_'
              or s.query ~* '\m${users_table}"?\."?${legacy_column}\M'
              or s.query ~* '(\w+)"?\."?${legacy_column}\M.*\m${users_table}"?\s+(as\s+)?"?\1\M'
              or s.query ~* '\m${users_table}"?\s+(?:as\s+)?"?(\w+)\M.*\m\1"?\."?${legacy_column}\M')
         and s.query !~* '^\s*(create|alter|drop|comment|grant|revoke)\M'
         -- A dump takes whatever columns there are.
         and s.query !~* '^\s*copy [^(]+\([^)]*\) to stdout'
       group by r.rolname
      $query$,
      (
        select quote_ident(n.nspname) || '.pg_stat_statements'
          from pg_extension x
          join pg_namespace n
            on n.oid = x.extnamespace
         where x.extname = 'pg_stat_statements'));
  end if;
end
$$;

comment on function ${schema}.user_email_contract_obstacles() is
'Why the legacy column cannot be dropped yet: one row for each reason; none when it can. Statements are those since pg_stat_statements was reset. pii=indirect';
