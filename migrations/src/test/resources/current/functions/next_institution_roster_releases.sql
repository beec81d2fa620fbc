function next_institution_roster_releases(next_roster_id bigint, batch_size integer) returns bigint[] stable set search_path=pg_catalog, pg_temp, row_security=off, enable_seqscan=off, enable_bitmapscan=off, enable_sort=off, jit=off
BEGIN ATOMIC
 SELECT array_agg(user_email_address_id) AS array_agg
    FROM ( SELECT user_email_address_id
            FROM user_email_roster_releases d
           WHERE ((roster_id = next_institution_roster_releases.next_roster_id) AND pending)
           ORDER BY user_email_address_id
          LIMIT next_institution_roster_releases.batch_size) n;
END
