function changes_primary_email(change user_email_address_history) returns boolean immutable
RETURN ((((change).primary_before IS DISTINCT FROM (change).primary_after) AND (((change).primary_before IS TRUE) OR ((change).primary_after IS TRUE))) OR (((change).primary_after IS TRUE) AND ((change).email_address_before IS DISTINCT FROM (change).email_address_after)))
