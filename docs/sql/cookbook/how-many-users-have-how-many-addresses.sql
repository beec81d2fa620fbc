-- How many users have how many addresses?
--
-- One row  a number of addresses, with the number of users who have so many.
-- Counts   every address, confirmed or not; users without any are the row of 0.
-- Cost     reads everything once.

select s.email_addresses,
       count(*) as users
  from user_email_summary s
 group by s.email_addresses
 order by s.email_addresses;
