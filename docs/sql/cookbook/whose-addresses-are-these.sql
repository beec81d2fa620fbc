-- Whose addresses are these?
--
-- One row  an address of the list, with its user; null if it belongs to no user.
-- Counts   the same as user_with_email, for many addresses at once.
-- Not      unconfirmed addresses: their user is null.
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
