function release_institution_managed_email_addresses(released_institution_id bigint, address_ids bigint[], released_at timestamp with time zone) returns void volatile set search_path=pg_catalog, pg_temp, row_security=off, enable_seqscan=off, enable_bitmapscan=off, enable_hashjoin=off, enable_mergejoin=off, jit=off
BEGIN ATOMIC
 UPDATE user_email_addresses e SET institution_managed = false, institution_id = NULL::bigint, confirmed = false, confirmed_at = NULL::timestamp with time zone, "primary" = ("primary" AND (( SELECT id
            FROM user_email_addresses o
           WHERE ((user_id = user_id) AND (id <> id) AND COALESCE((confirmed OR institution_managed), false))
          LIMIT 1) IS NULL)), updated_at = release_institution_managed_email_addresses.released_at
   WHERE ((id = ANY (release_institution_managed_email_addresses.address_ids)) AND COALESCE(institution_managed, false) AND (NOT (institution_id IS DISTINCT FROM release_institution_managed_email_addresses.released_institution_id)));
 SELECT choose_primary_email_address(user_id) AS choose_primary_email_address
    FROM user_email_addresses e
   WHERE (id = ANY (release_institution_managed_email_addresses.address_ids));
END
