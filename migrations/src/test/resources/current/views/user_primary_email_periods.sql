column user_id bigint
column email_address text collate "C"
column valid_from timestamp with time zone
column valid_to timestamp with time zone
column merged_into_user_id bigint
 SELECT user_id,
    email_address,
    valid_from,
    valid_to,
    merged_into_user_id
   FROM ( SELECT user_id,
            merged_into_user_id,
            email_address,
            is_primary,
            valid_from,
            lead(valid_from) OVER (PARTITION BY user_id ORDER BY id) AS valid_to
           FROM ( SELECT id,
                    user_id,
                    merged_into_user_id,
                    email_address_after AS email_address,
                    primary_after IS TRUE AS is_primary,
                    transaction_id,
                    lead(transaction_id) OVER (PARTITION BY user_id ORDER BY id) AS next_transaction_id,
                    max(COALESCE(committed_at, changed_at)) OVER (PARTITION BY user_id ORDER BY id) AS valid_from
                   FROM user_email_address_history h
                     LEFT JOIN user_email_transactions t ON transaction_id = transaction_id AND began_at <= changed_at AND committed_at >= changed_at
                  WHERE changes_primary_email(h.*)) c
          WHERE transaction_id IS DISTINCT FROM next_transaction_id) p
  WHERE is_primary AND valid_from IS DISTINCT FROM valid_to;
