-- Verify that the settings are those with which the move began.
--
-- Why     A step for another table or column would forward and compare nothing, or break the application's writes.
--         Without flyway.toml the defaults apply.
-- Phase   every run. Has no effect before the move begins.
-- Locks   none on tables.
-- Time    constant.
-- Undo    nothing to undo.

do /* useremails */ $$
declare
  moved_table  constant regclass := (
    select c.confrelid
      from pg_catalog.pg_constraint c
     where c.conrelid = to_regclass('${schema}.user_email_addresses')
       and c.conname = 'user_email_addresses_user_id_fkey');
  moved_column constant text := (
    select substring(p.prosrc from 'is_blank_email_address\(kept[.](\w+)\)')
      from pg_catalog.pg_proc p
     where p.pronamespace = to_regnamespace('${schema}')
       and p.proname = 'keep_legacy_email_address');
begin
  if moved_table is distinct from to_regclass('${schema}.${users_table}') and moved_table is not null then
    raise exception 'the addresses in schema ${schema} belong to table %, but the settings name ${users_table}', moved_table
      using errcode = 'invalid_parameter_value',
            hint = 'Use the same users_table for every step, in flyway.toml or as an option.';
  end if;

  if moved_column <> '${legacy_column}' then
    raise exception 'the move of ${schema}.${users_table} reads column %, but the settings name ${legacy_column}', moved_column
      using errcode = 'invalid_parameter_value',
            hint = 'Use the same legacy_column for every step, in flyway.toml or as an option.';
  end if;
end
$$;
