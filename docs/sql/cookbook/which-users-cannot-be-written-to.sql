-- Which users cannot be written to?
--
-- One row  a user without any address.
-- Counts   users who never had one, or from whom the last was taken away.
-- Cost     reads everything once.

select s.user_id
  from user_email_summary s
 where s.primary_email_address is null
 order by s.user_id
 limit 10;
