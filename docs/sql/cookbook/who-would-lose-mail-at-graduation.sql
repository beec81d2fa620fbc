-- Who would lose mail at graduation?
--
-- One row  an institution, with its users who receive mail at the managed address and have no other
--          confirmed address.
-- Counts   users that a release by the institution would leave without a confirmed address.
-- Not      users with another confirmed address: it becomes their primary address.
-- Cost     reads every address once.

select managed.institution_id,
       count(*) as users
  from user_email_listing managed
 where managed.is_institution_managed
   and managed.is_primary
   and not exists (
         select
           from user_email_listing other
          where other.user_id = managed.user_id
            and other.is_confirmed
            and not other.is_institution_managed)
 group by managed.institution_id
 order by users desc,
          managed.institution_id
 limit 5;
