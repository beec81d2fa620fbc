-- Who has an address at a domain, or below it?
--
-- One row  an address at riverside37.example or at one of its subdomains.
-- Counts   addresses that belong to their users.
-- Not      other domains with the same ending, such as notriverside37.example: hence the dot.
-- Cost     reads every address once.

select l.user_id,
       l.email_address
  from user_email_listing l
 where l.is_claimed
   and right('.' || l.domain, length('.riverside37.example')) = '.riverside37.example'
 order by l.user_id
 limit 5;
