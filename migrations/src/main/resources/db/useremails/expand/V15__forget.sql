-- Forget people who ask for it, and what is too old to be kept.
--
-- Why     A person's addresses stand in several tables, and a history has an end.
-- Phase   expand. Nothing is forgotten unless the functions are called.
-- Locks   none on tables.
-- Time    constant.
-- Undo    docs/operations/undo/V15.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

-- With the rights of its owner, since nobody else may delete from the history.
create function ${schema}.erase_user_email_addresses(erased_user_id bigint)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  perform
     from ${schema}.${users_table} u
    where u.${users_key} = erased_user_id
      for no key update;

  -- While the move goes on, as the view tells, the legacy column may say what the addresses do not.
  if to_regclass('${schema}.user_email_addresses_with_legacy') is not null then
    execute 'select ${schema}.forget_legacy_email_address($1)'
      using erased_user_id;
  end if;

  -- What rosters say of the person, also under an address that the user merely entered. Two
  -- statements, since one with "or" would read all lines of all rosters.
  delete
    from ${schema}.user_email_roster_lines l
   where l.user_id = erased_user_id;

  delete
    from ${schema}.user_email_roster_lines l
   where l.normalized_email_address in (
           select e.normalized_email_address
             from ${schema}.user_email_addresses e
            where e.user_id = erased_user_id);

  delete
    from ${schema}.user_email_roster_releases d
   where d.user_id = erased_user_id;

  -- Pending confirmations and the keys of institutions go along.
  delete
    from ${schema}.user_email_addresses e
   where e.user_id = erased_user_id;

  -- What the line above has just recorded goes, too.
  delete
    from ${schema}.user_email_address_history h
   where h.user_id = erased_user_id;

  -- An erased person is told nothing any more, and told of to nobody.
  delete
    from ${schema}.user_email_outbox o
   where o.user_id = erased_user_id;
end
$$;

comment on function ${schema}.erase_user_email_addresses(bigint) is
'Removes all addresses of a user, with pending confirmations, history, outbox and roster lines; the row of the user stays. Does nothing for an unknown user. pii=indirect';

revoke execute
    on function ${schema}.erase_user_email_addresses(bigint)
  from public;

-- With the rights of its owner, like the above. What tells how things stood at that time stays: the
-- last change of each address that was there, and of each user's primary.
create function ${schema}.expire_user_email_address_history(expires_before timestamptz, most integer)
        returns integer
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  expired integer;
begin
  delete
    from ${schema}.user_email_address_history d
   where d.id in (
           select h.id
             from ${schema}.user_email_address_history h
            where h.changed_at < expires_before
              and (   h.email_address_after is null
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.user_email_address_id = h.user_email_address_id
                           and o.changed_at < expires_before
                           and o.id > h.id))
              and (   not ${schema}.changes_primary_email(h)
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.changed_at < expires_before
                           and o.id > h.id
                           and ${schema}.changes_primary_email(o)))
            order by h.changed_at
            limit most);

  get diagnostics expired = row_count;
  return expired;
end
$$;

comment on function ${schema}.expire_user_email_address_history(timestamptz, integer) is
'Deletes changes from before a time, at most the given number, and returns how many. How things stood at that time stays known. pii=none';

revoke execute
    on function ${schema}.expire_user_email_address_history(timestamptz, integer)
  from public;
