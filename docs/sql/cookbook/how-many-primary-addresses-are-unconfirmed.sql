-- How many primary addresses are unconfirmed?
--
-- One row  all users together.
-- Counts   users who have a primary address; the share in percent.
-- Not      users without addresses, who would otherwise count as unconfirmed.
-- Cost     reads everything once.

select count(*) as users,
       count(*) filter (where not s.is_primary_confirmed) as unconfirmed,
       round(100.0 * count(*) filter (where not s.is_primary_confirmed) / count(*), 1) as percent
  from user_email_summary s
 where s.primary_email_address is not null;
