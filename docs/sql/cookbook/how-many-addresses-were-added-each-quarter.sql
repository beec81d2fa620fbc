-- How many addresses were added in each quarter?
--
-- One row  a quarter, in UTC, with the number of addresses that users added in it.
-- Counts   addresses that still exist.
-- Not      addresses that were removed since, so this is not a confirmation rate: unconfirmed
--          addresses are swept after some days. Addresses from a legacy column count in the quarter
--          of the move, unless legacy_created_at was set for the move.
-- Cost     reads every address once.

select to_char(q.quarter at time zone 'UTC', 'YYYY "Q"Q') as quarter,
       q.addresses,
       q.confirmed
  from (
         select date_trunc('quarter', l.created_at, 'UTC') as quarter,
                count(*) as addresses,
                count(*) filter (where l.is_confirmed) as confirmed
           from user_email_listing l
          group by 1
       ) q
 order by q.quarter;
