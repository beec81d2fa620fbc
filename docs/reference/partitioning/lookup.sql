select e.user_id,
       e.email_address,
       e.normalized_email_address,
       e.primary,
       e.confirmed,
       e.institution_managed
  from user_email_claims c
  join user_email_addresses e
    on e.user_id = c.user_id
 where c.normalized_email_address = ?
