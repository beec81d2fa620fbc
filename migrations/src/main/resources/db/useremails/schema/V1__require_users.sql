-- Create the table of users where it is missing, and check that it fits.
--
-- Why     The addresses belong to users. An application that has the table keeps its own;
--         an empty database gets the smallest table that serves: a key.
-- Locks   access exclusive on the new table only; none where the table exists.
-- Time    constant.
-- Undo    none: the table is the application's, and stays.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The application's own table is left as it is. What the module needs of it is asserted below, so that
-- another relation of the same name does not pass.
do $$
begin
  if to_regclass('${schema}.${users_table}') is null then
    create table ${schema}.${users_table} (
      ${users_key} bigint generated always as identity,

      constraint ${users_table}_pkey primary key (${users_key})
    );

    -- Flyway logs the message of a warning, and not its hint.
    raise warning 'table ${schema}.${users_table} did not exist and was created with nothing but its key: migrations of the application that create it must run before these';
  end if;
end
$$;

do $$
begin
  -- Addresses are compared in a normal form of Unicode.
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the encoding of the database is %, and not UTF8', current_setting('server_encoding')
      using errcode = 'feature_not_supported';
  end if;

  if not exists (
      select 1
        from pg_catalog.pg_index i
        join pg_catalog.pg_attribute a
          on a.attrelid = i.indrelid
         and a.attnum = i.indkey[0]
       where i.indrelid = '${schema}.${users_table}'::regclass
         and i.indisunique
         and i.indisvalid
         and i.indimmediate
         and i.indnkeyatts = 1
         and i.indpred is null
         and a.attname = '${users_key}'
         and a.atttypid in ('bigint'::regtype, 'integer'::regtype)
  ) then
    raise exception 'table ${schema}.${users_table} has no unique key "${users_key}" of type bigint or integer'
      using errcode = 'invalid_table_definition',
            hint = 'The addresses refer to ${users_table} (${users_key}). Give the table such a key first, not a deferrable one.';
  end if;

  -- The triggers and the views work with the rights of the role that makes them. Without these
  -- rights the migrations would pass, and the application's first write would fail.
  if not (    has_table_privilege('${schema}.${users_table}', 'select')
          and has_any_column_privilege('${schema}.${users_table}', 'update')
          and has_column_privilege('${schema}.${users_table}', '${users_key}', 'references')) then
    raise exception 'role % may not refer to, read and lock the rows of table ${schema}.${users_table}', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as the owner of the table, or grant select, references and update (${users_key}) on it.';
  end if;

  -- Policies would hide rows from the checks and from the backfill, which would then succeed.
  if row_security_active('${schema}.${users_table}') then
    raise exception 'row-level security of table ${schema}.${users_table} applies to role %', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as a role with bypassrls, or as the owner of the table without "force row level security".';
  end if;

  -- A role that may create objects beside the module's could replace what its owner calls.
  if has_schema_privilege('public', '${schema}', 'create') then
    raise warning 'every role may create objects in schema ${schema}: revoke create on schema ${schema} from public';
  end if;
end
$$;
