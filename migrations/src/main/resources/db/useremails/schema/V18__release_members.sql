-- Create the functions that release institution-managed addresses.
--
-- Why     People leave an institution, by its roster or on their own.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The rule of User.releaseFromInstitution in Java, for many users at once. The caller has locked them.
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
  -- A released primary address stays primary only if the user has no better one.
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
     -- Written so that it matches no index: otherwise each batch would read all addresses of the institution.
     and coalesce(e.institution_managed, false)
     and e.institution_id is not distinct from released_institution_id;

  select ${schema}.choose_primary_email_address(e.user_id)
    from ${schema}.user_email_addresses e
   where e.id = any(address_ids);
end;

comment on function ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz) is
'Releases addresses that an institution manages: they are no longer managed or confirmed, nor primary if the user has a better one. pii=none';

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
'Releases addresses that a roster no longer contains, after locking their users in the order of the ids. pii=none';

revoke execute
    on function ${schema}.apply_institution_roster_releases(bigint, bigint[], timestamptz)
  from public;
