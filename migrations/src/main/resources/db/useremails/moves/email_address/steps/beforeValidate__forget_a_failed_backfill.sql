-- Delete the failure of an ended backfill, before Flyway validates the history.
--
-- Why     An ended backfill continues when it is run again: its failure must not block later steps.
-- Phase   every run. If the role may not read or write the history, Flyway reports it.
-- Locks   none on tables of the application.
-- Time    constant.
-- Undo    nothing to undo.

do /* useremails */ $$
begin
  if to_regclass('${schema}.useremails_email_address_history') is not null
     and has_table_privilege('${schema}.useremails_email_address_history', 'select')
     and has_table_privilege('${schema}.useremails_email_address_history', 'delete')
  then
    delete
      from ${schema}.useremails_email_address_history h
     where h.version = '3'
       and not h.success;
  end if;
exception
  -- The role may not use the schema.
  when insufficient_privilege then
    null;
end
$$;
