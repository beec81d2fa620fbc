-- Whose addresses are these?
--
-- One row  an address of the list, with its user, or without one.
-- Counts   what user_with_email counts, for many addresses at once.
-- Not      addresses that somebody merely entered: they come without a user.
-- Cost     one index lookup for each address.

select asked.address,
       w.user_id
  from (values ('priya.haddad2@mail.example'),
               ('team@startup138.example'),
               ('nobody@nowhere.example')) as asked (address)
  left
  join lateral user_with_email(asked.address) w
    on true
 order by asked.address;
