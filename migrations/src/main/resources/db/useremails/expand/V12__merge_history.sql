-- Let the history follow when two users turn out to be one person.
--
-- Why     What a person's addresses were is asked about the user who stays.
-- Phase   expand.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V12.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

-- With the rights of its owner, since nobody else may change the history.
create function ${schema}.move_user_email_address_history(from_user_id bigint, into_user_id bigint)
        returns void
       language sql
       security definer
            set search_path = pg_catalog, ${schema}
begin atomic
  update ${schema}.user_email_address_history as h
     set user_id = into_user_id
   where h.user_id = from_user_id;
end;

comment on function ${schema}.move_user_email_address_history(bigint, bigint) is
'Gives the history of one user to another, for a merge of the two. pii=indirect';

revoke execute
    on function ${schema}.move_user_email_address_history(bigint, bigint)
  from public;
