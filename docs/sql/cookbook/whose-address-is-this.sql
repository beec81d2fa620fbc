-- Whose address is this?
--
-- One row  the user to whom the address belongs; no row if there is none.
-- Counts   confirmed and institution-managed addresses, in any case of A to Z.
-- Not      unconfirmed addresses.
-- Cost     one index lookup.

select w.user_id
  from user_with_email('PRIYA.HADDAD2@mail.example') w;
