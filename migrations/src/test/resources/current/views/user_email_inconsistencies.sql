column rule text
column user_id bigint
column user_email_address_id bigint
 SELECT broken.rule,
    checked.user_id,
    broken.user_email_address_id
   FROM ( SELECT user_id,
            id,
            nth_of_address > 1 AS is_twice,
            nth_of_user = 1 AND primaries <> 1 AS has_not_one_primary,
            nth_of_user = 1 AND managed > 1 AS has_several_managed,
            id IS NULL AS has_no_user,
            normalized_email_address <> normalized_email_address(email_address) AS has_wrong_key,
            institution_id IS NOT NULL AND NOT institution_managed OR confirmed_at IS NOT NULL AND NOT confirmed AS has_wrong_flags,
            last.user_id IS NOT NULL AND (last.email_address_after IS DISTINCT FROM email_address OR last.primary_after IS DISTINCT FROM "primary" OR last.confirmed_after IS DISTINCT FROM confirmed OR last.institution_managed_after IS DISTINCT FROM institution_managed) AS has_other_history
           FROM ( SELECT id,
                    user_id,
                    email_address,
                    normalized_email_address,
                    "primary",
                    confirmed,
                    institution_managed,
                    institution_id,
                    confirmed_at,
                    row_number() OVER one_address AS nth_of_address,
                    row_number() OVER in_order AS nth_of_user,
                    count(*) FILTER (WHERE "primary") OVER one_user AS primaries,
                    count(*) FILTER (WHERE institution_managed) OVER one_user AS managed
                   FROM ( SELECT id,
                            user_id,
                            email_address,
                            normalized_email_address,
                            "primary",
                            confirmed,
                            institution_managed,
                            institution_id,
                            confirmed_at
                           FROM user_email_addresses r
                         OFFSET 0) a
                  WINDOW one_user AS (PARTITION BY user_id), in_order AS (PARTITION BY user_id ORDER BY normalized_email_address, id), one_address AS (PARTITION BY user_id, normalized_email_address ORDER BY id)) e
             LEFT JOIN users u ON id = user_id
             LEFT JOIN ( SELECT DISTINCT ON (user_id, user_email_address_id) user_id,
                    user_email_address_id,
                    email_address_after,
                    primary_after,
                    confirmed_after,
                    institution_managed_after
                   FROM user_email_address_history h
                  ORDER BY user_id, user_email_address_id, id DESC) last ON last.user_id = user_id AND last.user_email_address_id = id) checked
     CROSS JOIN LATERAL ( VALUES ('a user has an address twice'::text,checked.id,checked.is_twice), ('a user with addresses does not have exactly one primary'::text,NULL::bigint,checked.has_not_one_primary), ('a user has several institution-managed addresses'::text,NULL::bigint,checked.has_several_managed), ('an address has no user'::text,checked.id,checked.has_no_user), ('a normalized address does not match its address'::text,checked.id,checked.has_wrong_key), ('an institution or a time of confirmation contradicts the flags'::text,checked.id,checked.has_wrong_flags), ('an address differs from its history'::text,checked.id,checked.has_other_history)) broken(rule, user_email_address_id, is_broken)
  WHERE broken.is_broken AND (checked.is_twice OR checked.has_not_one_primary OR checked.has_several_managed OR checked.has_no_user OR checked.has_wrong_key OR checked.has_wrong_flags OR checked.has_other_history)
UNION ALL
 SELECT 'an address belongs to several users'::text AS rule,
    claimed.user_id,
    claimed.id AS user_email_address_id
   FROM ( SELECT id,
            user_id,
            count(*) OVER (PARTITION BY normalized_email_address) AS owners
           FROM ( SELECT id,
                    user_id,
                    normalized_email_address
                   FROM user_email_addresses r
                  WHERE confirmed OR institution_managed
                 OFFSET 0) a) claimed
  WHERE claimed.owners > 1
UNION ALL
 SELECT broken.rule,
    user_id,
    user_email_address_id
   FROM user_email_confirmations c
     LEFT JOIN user_email_addresses e ON id = user_email_address_id
     CROSS JOIN LATERAL ( VALUES ('a confirmation is pending for a confirmed address'::text,confirmed), ('a confirmation is pending for a deleted address'::text,id IS NULL)) broken(rule, is_broken)
  WHERE broken.is_broken
UNION ALL
 SELECT 'a key of an institution refers to a deleted user'::text AS rule,
    user_id,
    NULL::bigint AS user_email_address_id
   FROM user_email_institution_members m
  WHERE NOT (EXISTS ( SELECT
           FROM users u
          WHERE id = user_id))
UNION ALL
 SELECT broken.rule,
    COALESCE(user_id, user_id) AS user_id,
    id AS user_email_address_id
   FROM ( SELECT id,
            user_id,
            email_address
           FROM user_email_addresses r
          WHERE "primary"
         OFFSET 0) e
     FULL JOIN ( SELECT user_id,
            email_address
           FROM user_primary_email_periods o
          WHERE valid_to IS NULL) p ON user_id = user_id
     CROSS JOIN LATERAL ( VALUES ('the last period of a user is not the primary address'::text,user_id IS NOT NULL AND email_address IS DISTINCT FROM email_address), ('the periods of a user miss the primary address'::text,user_id IS NULL AND (EXISTS ( SELECT
                   FROM user_email_address_history h
                  WHERE user_id = user_id AND user_email_address_id = id)))) broken(rule, is_broken)
  WHERE broken.is_broken
UNION ALL
 SELECT 'row-level security hides rows from this report'::text AS rule,
    NULL::bigint AS user_id,
    NULL::bigint AS user_email_address_id
  WHERE (EXISTS ( SELECT
           FROM pg_class v
             JOIN pg_roles o ON oid = relowner
             CROSS JOIN pg_class t
          WHERE relnamespace = 'public'::regnamespace::oid AND relname = 'user_email_inconsistencies'::name AND (oid = ANY (ARRAY['users'::regclass::oid, 'user_email_addresses'::regclass::oid, 'user_email_confirmations'::regclass::oid, 'user_email_institution_members'::regclass::oid, 'user_email_address_history'::regclass::oid, 'user_email_transactions'::regclass::oid])) AND relrowsecurity AND
                CASE
                    WHEN reloptions::text ~~ '%security_invoker=true%'::text THEN row_security_active(oid)
                    WHEN rolsuper OR rolbypassrls THEN false
                    ELSE relforcerowsecurity OR NOT pg_has_role(oid, relowner, 'usage'::text)
                END));
