-- Which addresses did several users enter?
--
-- One row  an address, with the number of users who entered it and the one to whom it belongs.
-- Counts   every user who has the address, confirmed or not.
-- Cost     reads every address once.

select l.normalized_email_address,
       count(*) as users,
       max(l.user_id) filter (where l.is_claimed) as owner
  from user_email_listing l
 group by l.normalized_email_address
having count(*) > 1
 order by users desc,
          l.normalized_email_address
 limit 5;
