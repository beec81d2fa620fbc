-- Drop forwarding in both directions. From now on only the legacy side may be written. No data is lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

do $$
begin
  if to_regprocedure('${schema}.lock_within_one_timeout(text[], text[])') is not null then
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['access exclusive', 'access exclusive']);
  end if;
end
$$;

drop view if exists ${schema}.user_email_addresses_with_legacy;
drop trigger if exists user_email_addresses_forward_primary_after_insert on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_forward_primary_after_update on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_clear_legacy_after_delete on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_clear_legacy_after_update on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_settle_conflicts_after_delete on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_settle_conflicts_after_update on ${schema}.user_email_addresses;
drop trigger if exists user_email_addresses_refuse_truncate_while_forwarding on ${schema}.user_email_addresses;
drop function if exists ${schema}.forget_legacy_email_address(bigint);
drop function if exists ${schema}.free_email_address();
drop function if exists ${schema}.clear_legacy_email_address();
drop function if exists ${schema}.forward_primary_email_address();
drop function if exists ${schema}.take_legacy_email_address(text, bigint);
drop function if exists ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint);
drop function if exists ${schema}.empty_legacy_email_address(bigint);

drop trigger if exists users_forward_email_address_after_insert on ${schema}.${users_table};
drop trigger if exists users_forward_email_address_after_update on ${schema}.${users_table};
drop trigger if exists users_refuse_truncate_while_forwarding on ${schema}.${users_table};
drop function if exists ${schema}.refuse_truncate_while_forwarding();
drop function if exists ${schema}.forward_legacy_email_address();

select ${schema}.note_move_event('undone', 'forwarding');

delete
  from ${schema}.useremails_email_address_history h
 where h.version ~ '^2([.]|$)'
    or h.script like '%R\_\_grant\_email\_address.sql';
