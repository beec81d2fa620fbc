-- Drop the outbox, with what was not delivered, and erase without it.

set local lock_timeout = '500ms';

drop table user_email_outbox;

create or replace function erase_user_email_addresses(erased_user_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, public
as $$
begin
  perform
     from users u
    where u.id = erased_user_id
      for no key update;

  delete
    from user_email_addresses e
   where e.user_id = erased_user_id;

  delete
    from user_email_address_history h
   where h.user_id = erased_user_id;
end
$$;

delete
  from useremails_schema_history h
 where h.version = '13';
