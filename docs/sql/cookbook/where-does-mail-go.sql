-- Where does mail go?
--
-- One row  a user with the address to which mail goes.
-- Counts   the primary address, confirmed or not.
-- Not      users without addresses.
-- Cost     one index lookup for each user in the query.

select s.user_id,
       s.primary_email_address,
       s.is_primary_confirmed
  from user_email_summary s
 where s.user_id in (1, 2, 3, 4, 5)
   and s.primary_email_address is not null
 order by s.user_id;
