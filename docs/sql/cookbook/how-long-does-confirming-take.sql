-- How long does confirming take?
--
-- One row  all addresses together.
-- Counts   addresses with a known time of confirmation; hours from entering to confirming.
-- Not      addresses whose time is unknown, such as those from a legacy column; addresses that were
--          never confirmed, which are swept after some days.
-- Cost     reads every address once.

select count(*) as confirmed,
       round((percentile_cont(0.5) within group (order by extract(epoch from l.confirmed_at - l.created_at)) / 3600)::numeric, 1) as median_hours,
       round((percentile_cont(0.9) within group (order by extract(epoch from l.confirmed_at - l.created_at)) / 3600)::numeric, 1) as hours_for_nine_of_ten
  from user_email_listing l
 where l.confirmed_at is not null;
