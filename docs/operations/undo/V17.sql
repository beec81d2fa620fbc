-- End the forwarding of what is written to the legacy column. No data is lost: the column has it.

set local lock_timeout = '500ms';

drop trigger if exists users_forward_email_address_after_insert on users;
drop trigger if exists users_forward_email_address_after_update on users;
drop trigger if exists users_refuse_truncate_while_forwarding on users;
drop function refuse_truncate_while_forwarding();
drop function forward_legacy_email_address();

select note_move_event('undone', 'forwarding', 'to the addresses');

delete
  from useremails_schema_history h
 where h.version = '17';
