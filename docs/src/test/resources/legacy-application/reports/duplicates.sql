-- The email_address should be unique, in whatever letters.
select lower(u.email_address),
       count(*)
  from users u
 group by 1
having count(*) > 1;

select count(distinct email_address) from suppliers;

with latest as (select * from users order by created_at desc limit 10) select id from latest;

select e.email_address from user_email_addresses e join users u on u.id = e.user_id;
