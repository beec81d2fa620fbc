-- Verify that the legacy column can be synchronized.
--
-- Why     A step that fails later would leave the application unable to write. "useremails preflight" checks more.
-- Locks   none on tables.
-- Time    constant.
-- Undo    nothing to undo.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Without the column there is nothing to move.
do /* useremails */ $$
begin
  if not exists (
         select
           from pg_attribute a
          where a.attrelid = '${schema}.${users_table}'::regclass
            and a.attname = '${legacy_column}'
            and not a.attisdropped) then
    raise exception 'table ${schema}.${users_table} has no column ${legacy_column}'
      using errcode = 'undefined_column',
            hint = 'Set legacy_column, or do not run the move: a new installation does not need it.';
  end if;
end
$$;

-- Policies would hide rows from forwarding and from the backfill. If row-level security is enabled later, both fail:
-- their functions disable it, which PostgreSQL refuses to a role that it applies to.
do /* useremails */ $$
declare
  hidden text;
begin
  select string_agg(t.name, ' and ')
    into hidden
    from (values ('${schema}.${users_table}'), ('${schema}.user_email_addresses')) as t (name)
   where row_security_active(t.name);

  if hidden is not null then
    raise exception 'row-level security of % applies to role %', hidden, current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as a role with bypassrls, or as the owner of the tables without "force row level security".';
  end if;
end
$$;

-- A column that cannot be synchronized is rejected here, before anything is forwarded.
do /* useremails */ $$
declare
  kept    record;
  refusal text;
begin
  select c.relkind,
         c.relpersistence,
         c.relowner,
         a.attgenerated,
         a.atttypid,
         exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)) as inherits,
         exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type <> '1' and r.is_instead) as ruled
    into kept
    from pg_class c
    join pg_attribute a
      on a.attrelid = c.oid
     and a.attname = '${legacy_column}'
     and not a.attisdropped
   where c.oid = '${schema}.${users_table}'::regclass;

  refusal := case
    when kept.relkind <> 'r' or kept.relpersistence <> 'p' then 'the table is not a plain, logged table'
    when kept.inherits then 'the table inherits, has children or is a partition, so rows move past its triggers'
    when not pg_has_role(kept.relowner, 'usage') then format('role %s does not own the table', current_user)
    when kept.attgenerated <> '' then 'the column is generated, so it cannot be written'
    when kept.ruled then 'a rule of the table replaces a write by something else'
  end;

  -- A domain is judged by its base type.
  if refusal is null then
    with recursive types as (
           select t.*
             from pg_type t
            where t.oid = kept.atttypid
            union all
           select b.*
             from types t
             join pg_type b
               on b.oid = t.typbasetype)
    select case
             when t.typtype = 'd' then 'the domain of the column does not allow null'
             else format('the column is of type %s, which is not a text type', t.oid::regtype)
           end
      into refusal
      from types t
     where t.typtype = 'd'
       and t.typnotnull
        or t.typtype <> 'd'
       and (   t.typcategory <> 'S'
            or t.typname = 'name')
     limit 1;
  end if;

  if refusal is not null then
    raise exception 'the addresses of ${schema}.${users_table}.${legacy_column} cannot be moved: %', refusal
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Nothing is forwarded yet. Fix the cause and run this step again, or undo the steps that ran.';
  end if;
end
$$;

-- A name that does not exist would make every write fail, so it is rejected here.
do /* useremails */ $$
declare
  path constant text := current_setting('search_path');
begin
  perform set_config('search_path', 'pg_catalog, ${schema}, pg_temp', true);
  perform
     from ${schema}.${users_table} u
    where false
      and (   coalesce((${legacy_confirmed}), false)
           or coalesce((${legacy_institution_managed}), false)
           or (${legacy_confirmed_at})::timestamptz < now()
           or (${legacy_created_at})::timestamptz < now());
  perform set_config('search_path', path, true);
end
$$;
