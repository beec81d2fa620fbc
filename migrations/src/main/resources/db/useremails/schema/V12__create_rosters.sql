-- Create the tables of institution members and rosters.
--
-- Why     A school sends its complete list each night: hundreds of thousands of people, few changes.
-- Locks   access exclusive on the new tables. Share row exclusive on users, because of the foreign key: its writers
--         wait, its readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql; the assignment of roster keys to users is lost, and restored by address.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Maps an institution's key to a user. The mapping survives a change of the address and a release: a returning person
-- is recognized by the key, and a new person is not mistaken for the previous holder of the address.
create table ${schema}.user_email_institution_members (
  -- the person
  institution_id bigint not null,
  external_key   text   not null collate "C",

  -- the user of the key
  user_id        bigint not null,

  constraint user_email_institution_members_pkey
     primary key (institution_id, external_key),

  constraint user_email_institution_members_external_key_is_not_blank
       check (btrim(external_key) <> ''),

  -- Deleted with the user.
  constraint user_email_institution_members_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

comment on table ${schema}.user_email_institution_members is
'The user behind each key of an institution''s rosters: one row for each key that a roster has bound to a user, kept after a release until the key is forgotten or the user is erased. pii=indirect';
comment on column ${schema}.user_email_institution_members.institution_id is
'The application''s key of the institution. pii=indirect';
comment on column ${schema}.user_email_institution_members.external_key is
'The institution''s own key of the person, as its roster gives it: a student number, for example. pii=direct';
comment on column ${schema}.user_email_institution_members.user_id is
'The user: users.id. pii=indirect';

create index user_email_institution_members_user_id_idx
    on ${schema}.user_email_institution_members (user_id);

comment on index ${schema}.user_email_institution_members_user_id_idx is
'The keys of a user, for a merge, an erasure and the plan of a roster.';

-- A roster that was submitted and is not finished. It outlives the process that submitted it.
create table ${schema}.user_email_rosters (
  id             bigint      not null generated always as identity,

  -- the institution
  institution_id bigint      not null,

  -- the base of the limits; no institution has two billion people
  -- squawk-ignore prefer-bigint-over-int
  managed        integer     not null,

  -- bookkeeping
  created_at     timestamptz not null,
  expires_at     timestamptz not null,

  constraint user_email_rosters_pkey
     primary key (id),

  -- A newer roster of an institution replaces the older one.
  constraint user_email_rosters_institution_id_key
      unique (institution_id)
);

comment on table ${schema}.user_email_rosters is
'Rosters in progress: at most one row for each institution. pii=none';
comment on column ${schema}.user_email_rosters.id is
'Key of the row. pii=none';
comment on column ${schema}.user_email_rosters.institution_id is
'The application''s key of the institution. pii=none';
comment on column ${schema}.user_email_rosters.managed is
'How many addresses the institution managed when the roster was submitted: a number from 0. pii=none';
comment on column ${schema}.user_email_rosters.created_at is
'When the roster was submitted. pii=none';
comment on column ${schema}.user_email_rosters.expires_at is
'When the roster expires and can no longer be resumed; the next roster of any institution or a sweep deletes it. pii=none';

create index user_email_rosters_expires_at_idx
    on ${schema}.user_email_rosters (expires_at);

-- If an institution submits two rosters at once, the second waits until the first is planned, and then replaces it.
-- The unique key alone would reject the second.
create function ${schema}.begin_institution_roster(
                  beginning_institution_id bigint,
                  beginning_at timestamptz,
                  expiring_at timestamptz)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  begun_roster_id bigint;
begin
  perform pg_advisory_xact_lock(
            hashtextextended('${schema}.user_email_rosters of ' || beginning_institution_id, 0));

  delete
    from ${schema}.user_email_rosters r
   where r.institution_id = beginning_institution_id;

  -- Deletes expired rosters, except one that another transaction is resuming.
  delete
    from ${schema}.user_email_rosters r
   where r.id in (
           select x.id
             from ${schema}.user_email_rosters x
            where x.expires_at <= beginning_at
              for update
             skip locked);

  insert into ${schema}.user_email_rosters (
    institution_id,
    managed,
    created_at,
    expires_at)
  select beginning_institution_id,
         count(*),
         beginning_at,
         expiring_at
    from ${schema}.user_email_addresses e
   where e.institution_id = beginning_institution_id
     and e.institution_managed
  returning id
    into begun_roster_id;

  return begun_roster_id;
end
$$;

comment on function ${schema}.begin_institution_roster(bigint, timestamptz, timestamptz) is
'Begins a new roster of an institution, replacing an unfinished one; returns its key. pii=none';

revoke execute
    on function ${schema}.begin_institution_roster(bigint, timestamptz, timestamptz)
  from public;
