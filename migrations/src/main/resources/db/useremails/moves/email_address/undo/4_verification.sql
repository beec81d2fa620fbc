-- Reset the verification, so that it can run again. No data is lost; the wait for the contract restarts.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

do $$
begin
  if to_regclass('${schema}.user_email_legacy_conflicts') is null then
    raise exception 'the contract has run: undo it first, with 5_contract.sql'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  update ${schema}.user_email_move as m
     set verified_at = null;

  perform ${schema}.note_move_event('undone', 'verification');
end
$$;

delete
  from ${schema}.useremails_email_address_history h
 where h.version = '4';
