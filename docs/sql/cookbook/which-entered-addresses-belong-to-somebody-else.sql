-- Which entered addresses belong to somebody else?
--
-- One row  an address that a user entered, and that belongs to another user.
-- Counts   typing mistakes, shared mailboxes, and attempts to take an address.
-- Cost     reads every address once; the limit is for the example.

select l.user_id,
       l.email_address,
       owner.user_id as owner
  from user_email_listing l
  join user_email_listing owner
    on owner.normalized_email_address = l.normalized_email_address
   and owner.is_claimed
 where not l.is_claimed
 order by l.user_id
 limit 5;
