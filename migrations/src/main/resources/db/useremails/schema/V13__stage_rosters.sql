-- Create the lines and the releases of a roster.
--
-- Why     A roster is planned as a whole before it is applied.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_roster_lines (
  roster_id                bigint  not null,
  -- no list has two thousand million lines
  -- squawk-ignore prefer-bigint-over-int
  line                     integer not null,

  -- what the roster says
  external_key             text    not null collate "C",
  email_address            text    not null collate "C",
  normalized_email_address text    not null collate "C",

  -- what comes of it
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
'The lines of a roster that is being worked off: one row for each. Gone when the roster is done. pii=direct';
comment on column ${schema}.user_email_roster_lines.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_lines.line is
'Number of the line, from 1. pii=none';
comment on column ${schema}.user_email_roster_lines.external_key is
'The institution''s own key of the person. pii=direct';
comment on column ${schema}.user_email_roster_lines.email_address is
'The address that the institution gave to the person. pii=direct';
comment on column ${schema}.user_email_roster_lines.normalized_email_address is
'The key of equality of the address. pii=direct';
comment on column ${schema}.user_email_roster_lines.outcome is
'What comes of the line: claimed, moved, unchanged, unknown (no user has confirmed the address), or the reason why nothing does; null before it is worked out. pii=none';
comment on column ${schema}.user_email_roster_lines.user_id is
'Who the person is: users.id; null where nobody is, or it is not safe to say. pii=indirect';
comment on column ${schema}.user_email_roster_lines.replaced_address_id is
'Which address the new one takes the place of: user_email_addresses.id; null where it replaces none. pii=indirect';
comment on column ${schema}.user_email_roster_lines.vacated_by is
'The line of the person who has the address and gets another one by the same roster: user_email_roster_lines.line; null where nobody has it, or the address is not changed. pii=none';
comment on column ${schema}.user_email_roster_lines.settled_with is
'The lines that pass addresses on to each other have the same number here, that of one of them, and are written in one transaction; the line itself where it is written alone. pii=none';
comment on column ${schema}.user_email_roster_lines.pending is
'Whether something is still to be written for the line. pii=none';

create index user_email_roster_lines_external_key_idx
    on ${schema}.user_email_roster_lines (roster_id, external_key);

-- The address first, since an erasure searches all rosters for the addresses of a person.
create index user_email_roster_lines_normalized_email_address_idx
    on ${schema}.user_email_roster_lines (normalized_email_address, roster_id);

create index user_email_roster_lines_user_id_idx
    on ${schema}.user_email_roster_lines (user_id)
 where user_id is not null;

-- What is still to be written, batch by batch.
create index user_email_roster_lines_pending_idx
    on ${schema}.user_email_roster_lines (roster_id, settled_with, line)
 where pending;

-- Who waits for the address of a person. The line first, so that no plan prefers another index that begins with
-- the roster.
create index user_email_roster_lines_vacated_by_idx
    on ${schema}.user_email_roster_lines (vacated_by, roster_id)
 where vacated_by is not null;

create table ${schema}.user_email_roster_releases (
  roster_id             bigint  not null,
  user_email_address_id bigint  not null,

  -- what comes of it
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
'The managed addresses that a roster does not name any more: one row for each. Gone when the roster is done. pii=indirect';
comment on column ${schema}.user_email_roster_releases.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_releases.user_email_address_id is
'Which address will be released: user_email_addresses.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.user_id is
'Whose address it is: users.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.pending is
'Whether it is still to be released. pii=none';
comment on column ${schema}.user_email_roster_releases.conflict is
'Why it could not be released; null where it was, or is still to be. pii=none';

create index user_email_roster_releases_user_id_idx
    on ${schema}.user_email_roster_releases (user_id);

create index user_email_roster_releases_pending_idx
    on ${schema}.user_email_roster_releases (roster_id, user_email_address_id)
 where pending;

-- Many lines in one call, since a statement for each would be as many round trips.
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
'Adds lines to a roster, numbered from the given one on; an outcome is null where it is still to be worked out. pii=none';

revoke execute
    on function ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[])
  from public;
