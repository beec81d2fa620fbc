-- Which of our users are on a list of addresses?
--
-- One row  a user who owns at least one address of the list, with the primary address.
-- Counts   every address that belongs to the user; one row, however many of them are on the list.
-- Cost     one index lookup for each address of the list.

select distinct
       s.user_id,
       s.primary_email_address
  from (values ('Priya.Haddad2@mail.example'),
               ('priya.haddad.2@alumni.riverside37.example')) as asked (address)
 cross join lateral user_with_email(asked.address) w
  join user_email_summary s
    on s.user_id = w.user_id
 order by s.user_id;
