column user_email_address_id bigint
column user_id bigint
column email_address text collate "C"
column normalized_email_address text collate "C"
column domain text collate "C"
column is_primary boolean
column is_confirmed boolean
column is_institution_managed boolean
column is_claimed boolean
column institution_id bigint
column confirmed_at timestamp with time zone
column created_at timestamp with time zone
column updated_at timestamp with time zone
 SELECT id AS user_email_address_id,
    user_id,
    email_address,
    normalized_email_address,
    NULLIF(split_part(normalized_email_address, '@'::text, '-1'::integer), normalized_email_address) AS domain,
    "primary" AS is_primary,
    confirmed AS is_confirmed,
    institution_managed AS is_institution_managed,
    confirmed OR institution_managed AS is_claimed,
    institution_id,
    confirmed_at,
    created_at,
    updated_at
   FROM user_email_addresses e;
