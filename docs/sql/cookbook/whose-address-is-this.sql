-- Whose address is this?
--
-- One row  the user to whom the address belongs; no row if it belongs to nobody.
-- Counts   confirmed and institution-managed addresses, in any case of A to Z.
-- Not      addresses that somebody merely entered.
-- Cost     one index lookup.

select w.user_id
  from user_with_email('PRIYA.HADDAD2@mail.example') w;
