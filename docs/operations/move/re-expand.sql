-- Bring the legacy column back after the contract. Then "flyway migrate", without the location of the contract, brings
-- forwarding back, fills the column from the addresses batch by batch, and verifies. New releases go on meanwhile; let old
-- ones write again when it is done: what they write before is overwritten.
--
-- Locks   access exclusive on users for milliseconds. Gives up after the lock timeout; run it again.
-- Time    constant.
--
-- The column comes back as a text that may be null, as the last one of the table; indexes, constraints and grants of its
-- own do not come back. A user who has several addresses by now keeps them: the column has the primary one.

do /* useremails */ $$
begin
  if to_regclass('user_email_legacy_conflicts') is not null
     or not exists (
           select
             from user_email_move m
            where m.dropped_at is not null) then
    raise exception 'the contract has not run, or is taken back already'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  perform set_config('lock_timeout', '500ms', true);

  alter table users
    add column email_address text;

  update user_email_move as m
     set verified_at = null;

  perform note_move_event('undone', 'contract');

  delete
    from useremails_schema_history h
   where h.version in ('16', '17', '18', '19', '20', '21', '22')
      or h.script like '%R\_\_drop\_legacy\_column.sql';
end
$$;
