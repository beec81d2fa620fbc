-- Which users cannot receive mail?
--
-- One row  a user without any address.
-- Counts   users who never had an address, or whose last address was removed.
-- Cost     reads everything once.

select s.user_id
  from user_email_summary s
 where s.primary_email_address is null
 order by s.user_id
 limit 10;
