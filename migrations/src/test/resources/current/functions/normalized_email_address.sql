function normalized_email_address(address text) returns text immutable
RETURN CASE WHEN (octet_length(address) = char_length(address)) THEN lower((address COLLATE "C")) ELSE normalized_international_email_address(address) END
