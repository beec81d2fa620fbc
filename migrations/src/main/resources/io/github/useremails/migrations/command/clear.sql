-- Empties the column of a user who waits for an address, or who has one for which another waits.
update ${schema}.${users_table} as u
   set ${legacy_column} = ${schema}.empty_legacy_email_address(u.${users_key})
 where u.${users_key} = ?
   and (   exists (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.user_id = u.${users_key})
        or exists (
             select
               from ${schema}.user_email_legacy_conflicts c
               join ${schema}.user_email_addresses e
                 on e.normalized_email_address = c.normalized_email_address
              where e.user_id = u.${users_key}
                and e.primary))
