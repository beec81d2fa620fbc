-- Drop the functions that normalise addresses.

drop function normalized_email_address(text);

drop function normalized_international_email_address(text);

drop function email_domain_label_in_ascii(text);

delete
  from useremails_schema_history h
 where h.version = '2';
