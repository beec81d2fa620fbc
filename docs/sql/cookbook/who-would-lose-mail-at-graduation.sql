-- Who would lose mail at graduation?
--
-- One row  a user whose mail goes to the institution-managed address.
-- Counts   also users who could move to another confirmed address, told by the last column.
-- Cost     reads everything once.

select s.user_id,
       s.institution_id,
       s.confirmed_email_addresses - s.is_institution_managed_confirmed::integer as other_confirmed_addresses
  from user_email_summary s
 where s.primary_email_address = s.institution_managed_email_address
 order by other_confirmed_addresses,
          s.user_id
 limit 10;
