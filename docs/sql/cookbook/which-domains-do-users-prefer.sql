-- Which domains do users prefer?
--
-- One row  a domain, with the number of users who receive mail there.
-- Counts   primary addresses.
-- Not      subdomains: each is a domain of its own.
-- Cost     reads everything once.

select l.domain,
       count(*) as users
  from user_email_listing l
 where l.is_primary
 group by l.domain
 order by users desc,
          l.domain
 limit 8;
