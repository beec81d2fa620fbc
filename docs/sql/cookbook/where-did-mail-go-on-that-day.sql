-- Where did mail go on that day?
--
-- One row  a user with the primary address at the given moment.
-- Counts   the address at which the user received mail then, even if it was removed since.
-- Not      the time before the history began.
-- Cost     one index lookup, and as many rows as the user's addresses had changes.

select p.user_id,
       p.email_address
  from user_primary_email_periods p
 where p.user_id = 2
   and p.valid_from <= current_timestamp
   and (p.valid_to > current_timestamp or p.valid_to is null);
