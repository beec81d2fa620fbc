-- How many signed up, and where from.
select date_trunc('month', created_at) as month,
       split_part(email_address, '@', 2) as domain,
       count(*)
  from users
 group by 1, 2;

select count(*) from users where email_address is null;

select name, total from users join orders on orders.user_id = users.id;

select c.email_address, count(*) from contacts c join users u on u.id = c.user_id group by 1;
