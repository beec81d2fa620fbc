-- Create the users table if it is missing, and check that it fits.
--
-- Why     Every address belongs to a user. An application that already has a users table keeps it;
--         an empty database gets a table with nothing but a key.
-- Locks   access exclusive on the new table only; none if the table exists.
-- Time    constant.
-- Undo    none: the table belongs to the application and stays.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- An existing table is not changed. The checks below assert what the module needs of it, so that an unrelated
-- relation of the same name does not pass.
do $$
begin
  if to_regclass('${schema}.${users_table}') is null then
    create table ${schema}.${users_table} (
      ${users_key} bigint generated always as identity,

      constraint ${users_table}_pkey primary key (${users_key})
    );

    -- Flyway logs the message of a warning, but not its hint.
    raise warning 'table ${schema}.${users_table} did not exist and was created with only its key: run the application''s migrations that create it before these';
  end if;
end
$$;

do $$
begin
  -- Keys of addresses are Unicode-normalized, which PostgreSQL supports only in UTF8.
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the database encoding is %, but UTF8 is required', current_setting('server_encoding')
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
            hint = 'Addresses reference ${users_table} (${users_key}). First add a unique key that is not deferrable.';
  end if;

  -- The triggers and the views run with the rights of the role that creates them. Without these privileges the
  -- migrations would succeed and the application's first write would fail.
  if not (    has_table_privilege('${schema}.${users_table}', 'select')
          and has_any_column_privilege('${schema}.${users_table}', 'update')
          and has_column_privilege('${schema}.${users_table}', '${users_key}', 'references')) then
    raise exception 'role % may not reference, read and lock rows of table ${schema}.${users_table}', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as the owner of the table, or grant select, references and update (${users_key}) on it.';
  end if;

  -- Policies would hide rows from the checks and from the backfill, and both would still succeed.
  if row_security_active('${schema}.${users_table}') then
    raise exception 'row-level security of table ${schema}.${users_table} applies to role %', current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as a role with bypassrls, or as the owner of the table without "force row level security".';
  end if;

  -- A role that may create objects in this schema could shadow what the module's owner calls.
  if has_schema_privilege('public', '${schema}', 'create') then
    raise warning 'every role may create objects in schema ${schema}: run "revoke create on schema ${schema} from public"';
  end if;
end
$$;
