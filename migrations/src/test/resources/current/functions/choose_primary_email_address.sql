function choose_primary_email_address(user_id bigint) returns void volatile set search_path=pg_catalog, pg_temp, row_security=off
BEGIN ATOMIC
 UPDATE user_email_addresses e SET "primary" = true
   WHERE ((id = ( SELECT id
            FROM user_email_addresses c
           WHERE (user_id = choose_primary_email_address.user_id)
           ORDER BY (confirmed OR institution_managed) DESC, confirmed DESC, confirmed_at, id
          LIMIT 1)) AND (NOT (EXISTS ( SELECT
            FROM user_email_addresses p
           WHERE ((user_id = choose_primary_email_address.user_id) AND "primary")))));
END
