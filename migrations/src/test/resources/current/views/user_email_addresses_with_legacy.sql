column id bigint
column user_id bigint
column email_address text collate "C"
column normalized_email_address text collate "C"
column primary boolean
column confirmed boolean
column institution_managed boolean
column institution_id bigint
column confirmed_at timestamp with time zone
column created_at timestamp with time zone
column updated_at timestamp with time zone
 SELECT id,
    user_id,
    email_address,
    normalized_email_address,
    "primary",
    confirmed,
    institution_managed,
    institution_id,
    confirmed_at,
    created_at,
    updated_at
   FROM user_email_addresses e
UNION ALL
 SELECT - id AS id,
    id AS user_id,
    address AS email_address,
    key AS normalized_email_address,
    true AS "primary",
    confirmed,
    institution_managed,
    NULL::bigint AS institution_id,
        CASE
            WHEN confirmed THEN confirmed_at
            ELSE NULL::timestamp with time zone
        END AS confirmed_at,
    COALESCE(created_at, '1970-01-01 05:30:00+05:30'::timestamp with time zone) AS created_at,
    '1970-01-01 05:30:00+05:30'::timestamp with time zone AS updated_at
   FROM ( SELECT id,
            email_address COLLATE "C" AS address,
            normalized_email_address(email_address) COLLATE "C" AS key,
            COALESCE(true, false) AS confirmed,
            COALESCE(false, false) AS institution_managed,
            NULL::timestamp with time zone AS confirmed_at,
            NULL::timestamp with time zone AS created_at
           FROM users u
          WHERE NOT is_blank_email_address(email_address)) l
  WHERE NOT (EXISTS ( SELECT
           FROM user_email_addresses e
          WHERE user_id = id)) AND NOT (EXISTS ( SELECT
           FROM user_email_legacy_conflicts c
          WHERE user_id = id)) AND NOT (EXISTS ( SELECT
           FROM user_email_addresses o
          WHERE normalized_email_address = key AND (confirmed OR institution_managed)));
