column user_id bigint
column primary_email_address text collate "C"
column is_primary_confirmed boolean
column institution_managed_email_address text collate "C"
column is_institution_managed_confirmed boolean
column institution_id bigint
column email_address_count bigint
column confirmed_email_address_count bigint
 SELECT id AS user_id,
    email_address AS primary_email_address,
    COALESCE(confirmed, false) AS is_primary_confirmed,
    email_address AS institution_managed_email_address,
    COALESCE(confirmed, false) AS is_institution_managed_confirmed,
    institution_id,
    COALESCE(addresses, 0::bigint) AS email_address_count,
    COALESCE(confirmed, 0::bigint) AS confirmed_email_address_count
   FROM users u
     LEFT JOIN user_email_addresses p ON user_id = id AND "primary"
     LEFT JOIN user_email_addresses m ON user_id = id AND institution_managed
     LEFT JOIN LATERAL ( SELECT count(*) AS addresses,
            count(*) FILTER (WHERE confirmed) AS confirmed
           FROM user_email_addresses e
          WHERE user_id = id) c ON true;
