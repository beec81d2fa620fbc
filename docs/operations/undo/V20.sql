-- Drop the functions that verify. No data is lost.

drop function user_email_contract_obstacles(interval);
drop function user_email_move_problems();
drop function user_email_forwarding_faults();

delete
  from useremails_schema_history h
 where h.version = '20';
