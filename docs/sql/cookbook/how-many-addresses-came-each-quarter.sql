-- How many addresses came each quarter?
--
-- One row  a quarter, in UTC, with the addresses that users got in it.
-- Counts   addresses that are still there.
-- Not      addresses that were removed since.
-- Cost     reads every address once.

select to_char(date_trunc('quarter', l.created_at, 'UTC') at time zone 'UTC', 'YYYY "Q"Q') as quarter,
       count(*) as addresses,
       count(*) filter (where l.is_confirmed) as confirmed
  from user_email_listing l
 group by quarter
 order by quarter;
