-- Users of the list who neither wait for an address nor have one for which another user waits; up to ten, or null.
select array_to_string((array_agg(i.id order by i.id))[1:10], ', ')
  from unnest(?::bigint[]) as i (id)
 where not exists (
         select
           from ${schema}.user_email_legacy_conflicts c
          where c.user_id = i.id)
   and not exists (
         select
           from ${schema}.user_email_legacy_conflicts c
           join ${schema}.user_email_addresses e
             on e.normalized_email_address = c.normalized_email_address
          where e.user_id = i.id
            and e.primary)
