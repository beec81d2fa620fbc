-- Which institutions are least confirmed?
--
-- One row  an institution, with how many of its addresses were never confirmed by their users.
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
