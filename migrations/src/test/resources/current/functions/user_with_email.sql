function user_with_email(address text) returns TABLE(user_id bigint) stable
BEGIN ATOMIC
 SELECT user_id
    FROM user_email_listing l
   WHERE ((normalized_email_address = normalized_email_address(user_with_email.address)) AND is_claimed);
END
