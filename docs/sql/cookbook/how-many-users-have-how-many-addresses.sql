-- How many users have how many addresses?
--
-- One row  a number of addresses, with the number of users who have that many.
-- Counts   every address, confirmed or not; users without addresses are in the row of 0.
-- Cost     reads everything once: one grouping is cheaper than a lookup for each user.

select coalesce(l.addresses, 0) as addresses,
       count(*) as users
  from user_email_summary s
  left
  join (
         select user_id,
                count(*) as addresses
           from user_email_listing
          group by user_id
       ) l
    on l.user_id = s.user_id
 group by coalesce(l.addresses, 0)
 order by addresses;
