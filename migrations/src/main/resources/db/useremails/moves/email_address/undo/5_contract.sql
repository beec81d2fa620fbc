-- Bring the legacy column back after the contract. The steps then bring forwarding back, fill the column from the
-- addresses batch by batch, and verify. New releases go on meanwhile; let old ones write again when it is done: what
-- they write before is overwritten.
--
-- Locks   access exclusive on users for milliseconds. Gives up after the lock timeout; run it again.
-- Time    constant.
--
-- The column comes back as a text that may be null, as the last one of the table; indexes, constraints and grants of its
-- own do not come back. A user who has several addresses by now keeps them: the column has the primary one.

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
    raise exception 'the contract has not run, or is taken back already'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
end
$$;

alter table ${schema}.${users_table}
  add column ${legacy_column} text;

update ${schema}.user_email_move as m
   set verified_at = null;

select ${schema}.note_move_event('undone', 'contract');

-- The steps run again, those that grant rights included.
delete
  from ${schema}.useremails_email_address_history h
 where h.version <> '0'
    or h.version is null;
