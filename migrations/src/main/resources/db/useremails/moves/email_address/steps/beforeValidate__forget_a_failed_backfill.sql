-- Forget that the backfill was ended, before Flyway looks at the history.
--
-- Why     An ended backfill goes on when it is run again: its failure must not stop what comes after.
-- Phase   every run. A role that may not read or write the history is told so by Flyway.
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
  -- A schema that the role may not use.
  when insufficient_privilege then
    null;
end
$$;
