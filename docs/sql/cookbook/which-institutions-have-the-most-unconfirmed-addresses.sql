-- Which institutions have the most unconfirmed addresses?
--
-- One row  an institution, with the number of its addresses that their users never confirmed.
-- Counts   institution-managed addresses only.
-- Cost     reads everything once.

select l.institution_id,
       count(*) as managed,
       count(*) filter (where not l.is_confirmed) as unconfirmed
  from user_email_listing l
 where l.is_institution_managed
 group by l.institution_id
 order by unconfirmed desc,
          l.institution_id
 limit 5;
