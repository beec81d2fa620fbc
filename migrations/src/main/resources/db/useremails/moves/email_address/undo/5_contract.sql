-- Restore the legacy column after the contract. The steps then restore forwarding, fill the column from the addresses
-- batch by batch, and verify. New releases continue to run meanwhile. Let old releases write only when this is done:
-- what they write earlier is overwritten.
--
-- Locks   access exclusive on users for milliseconds. Fails after the lock timeout; run it again.
-- Time    constant.
--
-- The column returns as a nullable text, as the last column of the table. Its indexes, constraints and grants do not
-- return. A user who has several addresses by now keeps them: the column gets the primary one.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

do /* useremails */ $$
begin
  if to_regclass('${schema}.user_email_legacy_conflicts') is not null
     or not exists (
           select
             from ${schema}.user_email_move m
            where m.dropped_at is not null) then
    raise exception 'the contract has not run, or has been undone already'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
end
$$;

alter table ${schema}.${users_table}
  add column ${legacy_column} text;

update ${schema}.user_email_move as m
   set verified_at = null;

select ${schema}.note_move_event('undone', 'contract');

-- Makes the steps run again, including those that grant rights.
delete
  from ${schema}.useremails_email_address_history h
 where h.version <> '0'
    or h.version is null;
