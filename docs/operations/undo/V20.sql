-- Drop the functions that verify. Waivers of the contract are lost.

drop function user_email_contract_obstacles(interval);
drop function user_email_contract_wait();
drop function waive_contract_check(text, text);
drop table user_email_contract_waivers;
drop function user_email_move_problems();
drop function user_email_forwarding_faults();

delete
  from useremails_schema_history h
 where h.version = '20';
