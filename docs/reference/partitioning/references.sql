-- What refers to an address by its id alone. A trial: no migration makes it.
--
-- A foreign key needs a unique index on what it refers to, and in a table in parts the id alone has none.
-- This keeps today's tables and statements going. To be kept by foreign keys again, they would need the user beside
-- the id.

create function remove_what_refers_to_user_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  delete
    from public.user_email_confirmations c
   where c.user_email_address_id = old.id;

  return null;
end
$$;

create function clear_what_refers_to_user_email_addresses()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  truncate public.user_email_confirmations;
  return null;
end
$$;

revoke execute
    on function remove_what_refers_to_user_email_address(), clear_what_refers_to_user_email_addresses()
  from public;

create trigger user_email_addresses_remove_what_refers_after_delete
 after delete
    on user_email_addresses
   for each row
execute function remove_what_refers_to_user_email_address();

create trigger user_email_addresses_references_cleared_after_truncate
 after truncate
    on user_email_addresses
   for each statement
execute function clear_what_refers_to_user_email_addresses();
