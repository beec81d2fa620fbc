-- Create the tables of roster lines and releases.
--
-- Why     The library plans the whole roster before applying any of it.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_roster_lines (
  roster_id                bigint  not null,
  -- no roster has two billion lines
  -- squawk-ignore prefer-bigint-over-int
  line                     integer not null,

  -- what the roster contains
  external_key             text    not null collate "C",
  email_address            text    not null collate "C",
  normalized_email_address text    not null collate "C",

  -- what happens to the line
  outcome                  text,
  user_id                  bigint,
  replaced_address_id      bigint,
  -- squawk-ignore prefer-bigint-over-int
  vacated_by               integer,
  -- squawk-ignore prefer-bigint-over-int
  settled_with             integer not null,
  pending                  boolean not null default false,

  constraint user_email_roster_lines_pkey
     primary key (roster_id, line),

  constraint user_email_roster_lines_outcome_is_known
       check (outcome in ('claimed',
                          'moved',
                          'unchanged',
                          'unknown',
                          'domain_not_verified',
                          'duplicate_line',
                          'several_lines_for_one_user',
                          'belongs_to_another_user',
                          'belongs_to_another_member',
                          'managed_by_another_institution',
                          'one_address_until_contract',
                          'listener_failed',
                          'locked',
                          'refused_by_database')),

  constraint user_email_roster_lines_roster_id_fkey
     foreign key (roster_id)
  references ${schema}.user_email_rosters (id)
          on delete cascade
);

comment on table ${schema}.user_email_roster_lines is
'The lines of a roster in progress: one row for each line. Deleted when the roster is finished. pii=direct';
comment on column ${schema}.user_email_roster_lines.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_lines.line is
'Number of the line, from 1. pii=none';
comment on column ${schema}.user_email_roster_lines.external_key is
'The institution''s own key of the person. pii=direct';
comment on column ${schema}.user_email_roster_lines.email_address is
'The address that the institution assigns to the person. pii=direct';
comment on column ${schema}.user_email_roster_lines.normalized_email_address is
'The key of equality of the address. pii=direct';
comment on column ${schema}.user_email_roster_lines.outcome is
'The result of the line: claimed, moved, unchanged, unknown (no user has confirmed the address), or the reason why it is not applied; null until it is planned. pii=none';
comment on column ${schema}.user_email_roster_lines.user_id is
'The user who is the person: users.id; null if there is none, or if it is not safe to decide. pii=indirect';
comment on column ${schema}.user_email_roster_lines.replaced_address_id is
'The address that the new one replaces: user_email_addresses.id; null if it replaces none. pii=indirect';
comment on column ${schema}.user_email_roster_lines.vacated_by is
'The line of the current holder of the address, who gets another address by the same roster: user_email_roster_lines.line; null if there is no such line, or if the address does not change. pii=none';
comment on column ${schema}.user_email_roster_lines.settled_with is
'Groups lines that pass addresses on to each other and must be applied in one transaction: the number of one of them. The line''s own number if it is applied alone. pii=none';
comment on column ${schema}.user_email_roster_lines.pending is
'Whether the line is still to be applied. pii=none';

create index user_email_roster_lines_external_key_idx
    on ${schema}.user_email_roster_lines (roster_id, external_key);

-- The address first, since an erasure searches all rosters for the addresses of a person.
create index user_email_roster_lines_normalized_email_address_idx
    on ${schema}.user_email_roster_lines (normalized_email_address, roster_id);

create index user_email_roster_lines_user_id_idx
    on ${schema}.user_email_roster_lines (user_id)
 where user_id is not null;

-- Lines still to be applied, batch by batch.
create index user_email_roster_lines_pending_idx
    on ${schema}.user_email_roster_lines (roster_id, settled_with, line)
 where pending;

-- The line that waits for a person's address. vacated_by comes first, so that the planner does not prefer another index
-- that begins with the roster.
create index user_email_roster_lines_vacated_by_idx
    on ${schema}.user_email_roster_lines (vacated_by, roster_id)
 where vacated_by is not null;

create table ${schema}.user_email_roster_releases (
  roster_id             bigint  not null,
  user_email_address_id bigint  not null,

  -- what happens to the address
  user_id               bigint  not null,
  pending               boolean not null default true,
  conflict              text,

  constraint user_email_roster_releases_pkey
     primary key (roster_id, user_email_address_id),

  constraint user_email_roster_releases_conflict_is_known
       check (conflict in ('listener_failed',
                           'locked',
                           'refused_by_database')),

  constraint user_email_roster_releases_roster_id_fkey
     foreign key (roster_id)
  references ${schema}.user_email_rosters (id)
          on delete cascade
);

comment on table ${schema}.user_email_roster_releases is
'The managed addresses that a roster no longer contains: one row for each. Deleted when the roster is finished. pii=indirect';
comment on column ${schema}.user_email_roster_releases.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_releases.user_email_address_id is
'The address to release: user_email_addresses.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.user_id is
'The user who has the address: users.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.pending is
'Whether it is still to be released. pii=none';
comment on column ${schema}.user_email_roster_releases.conflict is
'Why the address could not be released; null if it was released, or is still to be. pii=none';

create index user_email_roster_releases_user_id_idx
    on ${schema}.user_email_roster_releases (user_id);

create index user_email_roster_releases_pending_idx
    on ${schema}.user_email_roster_releases (roster_id, user_email_address_id)
 where pending;

-- Adds many lines in one call, because a statement for each line would take a round trip for each.
create function ${schema}.add_institution_roster_lines(
                  extended_roster_id bigint,
                  first_line integer,
                  external_keys text[],
                  addresses text[],
                  normalized_addresses text[],
                  outcomes text[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
begin atomic
  insert into ${schema}.user_email_roster_lines (
    roster_id,
    line,
    external_key,
    email_address,
    normalized_email_address,
    outcome,
    settled_with)
  select extended_roster_id,
         first_line + t.place::integer - 1,
         t.external_key,
         t.address,
         t.normalized_address,
         t.outcome,
         first_line + t.place::integer - 1
    from unnest(external_keys, addresses, normalized_addresses, outcomes)
         with ordinality as t (external_key, address, normalized_address, outcome, place);
end;

comment on function ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[]) is
'Adds lines to a roster, numbered from the given number on; an outcome is null if the line must still be planned. pii=none';

revoke execute
    on function ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[])
  from public;
