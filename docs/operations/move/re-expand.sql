-- Bring the legacy column back after the contract, with its values. Then "flyway migrate", without the
-- location of the contract, brings forwarding back and verifies.
--
-- Locks   access exclusive on users for milliseconds, then row locks on all users that have an address,
--         until the transaction ends. On a large table, run the update in parts before the "delete".
-- Time    one pass over users.
--
-- A user who has several addresses by now keeps them: the column has the primary one.

set local lock_timeout = '500ms';

alter table users
  add column email_address text;

update users as u
   set email_address = e.email_address
  from user_email_addresses e
 where e.user_id = u.id
   and e.primary;

delete
  from useremails_schema_history h
 where h.version in ('16', '17', '18', '19', '20', '21')
    or h.script like '%R\_\_drop\_legacy\_column.sql';
