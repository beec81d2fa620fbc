-- Bring the legacy column back after the contract. Then "flyway migrate", without the location of the contract, brings
-- forwarding back, fills the column from the addresses batch by batch, and verifies. New releases go on meanwhile; let old
-- ones write again when it is done.
--
-- Locks   access exclusive on users for milliseconds. Gives up after the lock timeout; run it again.
-- Time    constant.
--
-- A user who has several addresses by now keeps them: the column has the primary one.

set local lock_timeout = '500ms';

alter table users
  add column email_address text;

-- V16 reads it: the addresses are what counts, whatever is written before forwarding is back.
comment on column users.email_address is
'useremails: filled from user_email_addresses';

delete
  from useremails_schema_history h
 where h.version in ('16', '17', '18', '19', '20', '21', '22')
    or h.script like '%R\_\_drop\_legacy\_column.sql';
