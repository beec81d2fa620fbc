-- How many addresses came each quarter?
--
-- One row  a quarter, in UTC, with the addresses that users got in it.
-- Counts   addresses that still exist.
-- Not      addresses that were removed since, so this is not a rate of confirmation: unconfirmed
--          addresses are swept after some days. Addresses from a legacy column count in the quarter
--          of the move, unless the move was told when they were created.
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
