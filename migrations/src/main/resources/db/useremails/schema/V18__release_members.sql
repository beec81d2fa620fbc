-- Create the functions that release addresses which an institution no longer manages.
--
-- Why     People leave an institution, by its roster or on their own.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The rule of User.releaseFromInstitution in Java, for many users at once, who are locked.
create function ${schema}.release_institution_managed_email_addresses(
                  released_institution_id bigint,
                  address_ids bigint[],
                  released_at timestamptz)
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
begin atomic
  -- A primary address stays where mail goes only if there is nothing better.
  update ${schema}.user_email_addresses as e
     set institution_managed = false,
         institution_id = null,
         confirmed = false,
         confirmed_at = null,
         "primary" = e.primary
           and (
                 select o.id
                   from ${schema}.user_email_addresses o
                  where o.user_id = e.user_id
                    and o.id <> e.id
                    and coalesce(o.confirmed or o.institution_managed, false)
                  limit 1) is null,
         updated_at = released_at
   where e.id = any(address_ids)
     -- In words that no index has: all that an institution manages would be read for each batch.
     and coalesce(e.institution_managed, false)
     and e.institution_id is not distinct from released_institution_id;

  select ${schema}.choose_primary_email_address(e.user_id)
    from ${schema}.user_email_addresses e
   where e.id = any(address_ids);
end;

comment on function ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz) is
'Takes addresses back for an institution, of those that it manages: neither managed nor confirmed afterwards, and not primary if the user has a better one. pii=none';

revoke execute
    on function ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz)
  from public;

create function ${schema}.apply_institution_roster_releases(
                  applied_roster_id bigint,
                  address_ids bigint[],
                  applied_at timestamptz)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
begin
  perform
     from ${schema}.${users_table} u
    where u.${users_key} = any(array(
            select (
                     select d.user_id
                       from ${schema}.user_email_roster_releases d
                      where d.roster_id = applied_roster_id
                        and d.user_email_address_id = a.id
                        and coalesce(d.pending, false))
              from unnest(address_ids) as a (id)))
    order by u.${users_key}
      for no key update;

  perform ${schema}.release_institution_managed_email_addresses(r.institution_id, address_ids, applied_at)
     from ${schema}.user_email_rosters r
    where r.id = applied_roster_id;

  update ${schema}.user_email_roster_releases as d
     set pending = false
   where d.roster_id = applied_roster_id
     and d.user_email_address_id = any(address_ids);
end
$$;

comment on function ${schema}.apply_institution_roster_releases(bigint, bigint[], timestamptz) is
'Releases addresses that a roster does not name any more: locks their users in the order of the ids first. pii=none';

revoke execute
    on function ${schema}.apply_institution_roster_releases(bigint, bigint[], timestamptz)
  from public;
