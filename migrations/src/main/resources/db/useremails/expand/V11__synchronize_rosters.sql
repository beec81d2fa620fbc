-- Keep what an institution manages in step with its roster.
--
-- Why     A school hands over its whole list each night: hundreds of thousands of people, few changes.
-- Phase   expand. Only a roster that is handed over fills the tables.
-- Locks   share row exclusive on users: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V11.sql; which person of a roster is which user is lost, and found again by address.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Which user an institution's key stands for. It outlasts a change of the address, and a release: a person who
-- comes back is recognized by the key, and a person who is new is not taken for the one who had the address before.
create table ${schema}.user_email_institution_members (
  -- the person
  institution_id bigint not null,
  external_key   text   not null collate "C",

  -- whom the key stands for
  user_id        bigint not null,

  constraint user_email_institution_members_pkey
     primary key (institution_id, external_key),

  constraint user_email_institution_members_external_key_is_not_blank
       check (btrim(external_key) <> ''),

  -- Goes with the user.
  constraint user_email_institution_members_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

create index user_email_institution_members_user_id_idx
    on ${schema}.user_email_institution_members (user_id);

comment on table ${schema}.user_email_institution_members is
'Which user a key of an institution''s rosters stands for: one row for each key that a roster has bound to a user, kept after a release until the key is forgotten or the user is erased. pii=indirect';
comment on column ${schema}.user_email_institution_members.institution_id is
'The application''s key of the institution. pii=indirect';
comment on column ${schema}.user_email_institution_members.external_key is
'The institution''s own key of the person, as its roster gives it: a student number, for example. pii=direct';
comment on column ${schema}.user_email_institution_members.user_id is
'The user: users.id. pii=indirect';
comment on index ${schema}.user_email_institution_members_user_id_idx is
'The keys of a user, for a merge, an erasure and the plan of a roster.';

-- A roster that was handed over and is not worked off yet. It outlasts the process that brought it.
create table ${schema}.user_email_rosters (
  id             bigint      not null generated always as identity,

  -- whose
  institution_id bigint      not null,

  -- how much it could take away; no institution has two thousand million people
  -- squawk-ignore prefer-bigint-over-int
  managed        integer     not null,

  -- bookkeeping
  created_at     timestamptz not null,
  expires_at     timestamptz not null,

  constraint user_email_rosters_pkey
     primary key (id),

  -- A newer roster of an institution takes the place of the older one.
  constraint user_email_rosters_institution_id_key
      unique (institution_id)
);

create index user_email_rosters_expires_at_idx
    on ${schema}.user_email_rosters (expires_at);

comment on table ${schema}.user_email_rosters is
'Rosters that are being worked off: at most one row for each institution. pii=none';
comment on column ${schema}.user_email_rosters.id is
'Key of the row. pii=none';
comment on column ${schema}.user_email_rosters.institution_id is
'The application''s key of the institution. pii=none';
comment on column ${schema}.user_email_rosters.managed is
'How many addresses the institution managed when the roster was handed over: a number from 0. pii=none';
comment on column ${schema}.user_email_rosters.created_at is
'When the roster was handed over. pii=none';
comment on column ${schema}.user_email_rosters.expires_at is
'From when on the roster can no longer be resumed; the next roster of any institution deletes it, or a sweep. pii=none';

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

create index user_email_roster_lines_external_key_idx
    on ${schema}.user_email_roster_lines (roster_id, external_key);

-- The address first, since whoever is erased is looked for in all rosters.
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

create index user_email_roster_releases_user_id_idx
    on ${schema}.user_email_roster_releases (user_id);

create index user_email_roster_releases_pending_idx
    on ${schema}.user_email_roster_releases (roster_id, user_email_address_id)
 where pending;

comment on table ${schema}.user_email_roster_releases is
'The managed addresses that a roster does not name any more: one row for each. Gone when the roster is done. pii=indirect';
comment on column ${schema}.user_email_roster_releases.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_releases.user_email_address_id is
'Which address is to be released: user_email_addresses.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.user_id is
'Whose address it is: users.id. pii=indirect';
comment on column ${schema}.user_email_roster_releases.pending is
'Whether it is still to be released. pii=none';
comment on column ${schema}.user_email_roster_releases.conflict is
'Why it could not be released; null where it was, or is still to be. pii=none';

-- Of two rosters of an institution at once, the second waits until the first is planned, and then takes
-- its place. The unique key alone would refuse it.
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

  -- Those that nobody resumed in time, except for one that is being resumed at this moment.
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
'Makes room for a new roster of an institution, in the place of one that was not finished; returns its key. pii=none';

revoke execute
    on function ${schema}.begin_institution_roster(bigint, timestamptz, timestamptz)
  from public;

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

-- Works out what comes of lines: of all of them before anything is written, and of each batch once
-- more when its users are locked. The lines were just filled in, and the planner knows nothing of them, or that
-- there are none. So it has no choice: each line is reached by its number, by an order that one index has only,
-- everything else by a step in an index, and the update by the place of the line. The body is text: until 11.7,
-- Flyway takes the first "end" of a body in the standard's syntax for its last word, the end of a "case" too.
create function ${schema}.work_out_institution_roster(worked_out_roster_id bigint, worked_out_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
  update ${schema}.user_email_roster_lines as l
     set outcome = w.outcome,
         user_id = case when w.outcome in ('claimed', 'moved', 'unchanged') then w.user_id end,
         replaced_address_id = case when w.outcome = 'moved' then w.managed_address_id end,
         vacated_by = case when w.outcome in ('claimed', 'moved') then w.vacated_by end,
         pending = w.outcome in ('claimed', 'moved') or w.outcome = 'unchanged' and not w.is_member
    from (
           select k.place,
                  coalesce(member.user_id, owner.user_id) as user_id,
                  managed.id as managed_address_id,
                  member.user_id is not null as is_member,
                  vacating.line as vacated_by,
                  case
                    -- Somebody else than planned is not locked, and is left for the next roster.
                    when k.user_id <> coalesce(member.user_id, owner.user_id) then 'belongs_to_another_user'
                    -- The person is known by the key, wherever the address moves.
                    when managed.id = owner.id and owner.institution_id = r.institution_id and member.user_id is not null
                    then 'unchanged'
                    when member.user_id is not null
                     and managed.id <> coalesce(owner.id, 0)
                     and managed.institution_id is distinct from r.institution_id
                    then 'managed_by_another_institution'
                    when member.user_id = owner.user_id and owner.institution_id <> r.institution_id
                    then 'managed_by_another_institution'
                    when member.user_id <> owner.user_id and vacating.line is null then 'belongs_to_another_user'
                    when member.user_id is not null and managed.id <> coalesce(owner.id, 0) then 'moved'
                    when member.user_id is not null then 'claimed'
                    -- The person is known by an address that a user has proved, and by nothing less.
                    when owner.id is null then 'unknown'
                    when owner.institution_id <> r.institution_id then 'managed_by_another_institution'
                    when managed.id <> owner.id and managed.institution_id is distinct from r.institution_id
                    then 'managed_by_another_institution'
                    when other.external_key is not null then 'belongs_to_another_member'
                    when owner.institution_id = r.institution_id then 'unchanged'
                    when owner.institution_managed then 'claimed'
                    when managed.id is null then 'claimed'
                    when (
                           select o.line
                             from ${schema}.user_email_roster_lines o
                            where o.normalized_email_address = managed.normalized_email_address
                              and o.roster_id + 0 = worked_out_roster_id
                            limit 1) is not null
                    then 'several_lines_for_one_user'
                    else 'moved'
                  end as outcome
             from ${schema}.user_email_rosters r
            cross
             join unnest(worked_out_lines) as n (line)
            cross
             join lateral (
                    select k.ctid as place,
                           k.*
                      from ${schema}.user_email_roster_lines k
                     where k.roster_id = worked_out_roster_id
                       and k.line >= n.line
                     order by k.line
                     limit 1) k
             left
             join lateral (
                    select m.user_id
                      from ${schema}.user_email_institution_members m
                     where m.institution_id = r.institution_id
                       and m.external_key = k.external_key
                     limit 1) member
               on true
             left
             join lateral (
                    select e.id,
                           e.user_id,
                           e.institution_managed,
                           e.institution_id
                      from ${schema}.user_email_addresses e
                     where e.normalized_email_address = k.normalized_email_address
                       and (e.confirmed or e.institution_managed)
                     limit 1) owner
               on true
             left
             join lateral (
                    select e.id,
                           e.institution_id,
                           e.normalized_email_address
                      from ${schema}.user_email_addresses e
                     where e.user_id = coalesce(member.user_id, owner.user_id)
                       and coalesce(e.institution_managed, false)
                     limit 1) managed
               on true
             -- Of a person who is not known by the key of the line.
             left
             join lateral (
                    select m.external_key
                      from ${schema}.user_email_institution_members m
                     where member.user_id is null
                       and m.user_id = owner.user_id
                       and m.institution_id + 0 = r.institution_id
                     limit 1) other
               on true
             -- Whoever has the address, and is named with another one: it will be free if that line is carried out.
             left
             join lateral (
                    select o.line
                      from ${schema}.user_email_institution_members m
                     cross
                      join lateral (
                             select o.line,
                                    o.external_key,
                                    o.settled_with
                               from ${schema}.user_email_roster_lines o
                              where o.roster_id = worked_out_roster_id
                                and o.external_key >= m.external_key
                              order by o.external_key
                              limit 1) o
                     where member.user_id <> owner.user_id
                       and owner.institution_id = r.institution_id
                       and m.user_id = owner.user_id
                       and m.institution_id + 0 = r.institution_id
                       and o.external_key = m.external_key
                       -- Only what is written together is free in time.
                       and (not k.pending or o.settled_with = k.settled_with)
                     limit 1) vacating
               on true
            where r.id = worked_out_roster_id
              and k.line = n.line
              and (k.outcome is null or k.pending)
         ) w
   where l.ctid = w.place;
$$;

comment on function ${schema}.work_out_institution_roster(bigint, integer[]) is
'Says of lines of a roster what comes of them, unless that was written already. Writes nothing but the lines. pii=none';

revoke execute
    on function ${schema}.work_out_institution_roster(bigint, integer[])
  from public;

-- A person who keeps the address keeps everybody from it who is to get it, and so on along the chain. The lines are
-- reached as above.
create function ${schema}.block_institution_roster_lines(blocked_roster_id bigint, looked_at_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
  with recursive kept (line, place, is_waiting) as (
         select l.line,
                l.place,
                false
           from unnest(looked_at_lines) as n (line)
          cross
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.outcome
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = blocked_roster_id
                     and k.line >= n.line
                   order by k.line
                   limit 1) l
          where l.line = n.line
            and l.outcome <> 'moved'
          union all
         select w.line,
                w.place,
                true
           from kept
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = kept.line
                     and k.roster_id + 0 = blocked_roster_id
                     limit 1) w
             on true)
  update ${schema}.user_email_roster_lines as l
     set outcome = 'belongs_to_another_user',
         user_id = null,
         replaced_address_id = null,
         vacated_by = null,
         pending = false
    from kept
   where l.ctid = kept.place
     and kept.is_waiting;
$$;

comment on function ${schema}.block_institution_roster_lines(bigint, integer[]) is
'Makes conflicts of the lines of a roster that wait for the address of a person who keeps it, as the given lines say. pii=none';

revoke execute
    on function ${schema}.block_institution_roster_lines(bigint, integer[])
  from public;

-- An address must be given back before it can be claimed, and nobody may be seen without one: so all who pass
-- addresses on are written together. They follow the one who gets a free address.
create function ${schema}.join_institution_roster_lines(joined_roster_id bigint, joined_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
  with recursive following (line, place, head) as (
         select w.line,
                w.place,
                n.line
           from unnest(joined_lines) as n (line)
          cross
           join lateral (
                  select k.line,
                         k.outcome,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = joined_roster_id
                     and k.line >= n.line
                   order by k.line
                   limit 1) l
          cross
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = n.line
                     and k.roster_id + 0 = joined_roster_id
                     limit 1) w
          where l.line = n.line
            and l.vacated_by is null
          union all
         select w.line,
                w.place,
                f.head
           from following f
           join lateral (
                  select k.ctid as place,
                         k.line,
                         k.vacated_by
                    from ${schema}.user_email_roster_lines k
                   where k.vacated_by = f.line
                     and k.roster_id + 0 = joined_roster_id
                     limit 1) w
             on true)
  update ${schema}.user_email_roster_lines as l
     set settled_with = f.head
    from following f
   where l.ctid = f.place;
$$;

comment on function ${schema}.join_institution_roster_lines(bigint, integer[]) is
'Marks the lines of a roster that pass addresses on as written together: those that follow the given ones. pii=none';

revoke execute
    on function ${schema}.join_institution_roster_lines(bigint, integer[])
  from public;

-- Where nobody gets a free address, people exchange theirs in a circle: each is gone round once.
create function ${schema}.join_institution_roster_circles(joined_roster_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
declare
  first integer;
begin
  for first in
    select l.line
      from ${schema}.user_email_roster_lines l
     where l.roster_id = joined_roster_id
       and l.vacated_by is not null
     order by l.vacated_by
  loop
    -- The line as it is by now.
    if exists (
         select
           from (
                  select k.line,
                         k.settled_with
                    from ${schema}.user_email_roster_lines k
                   where k.roster_id = joined_roster_id
                     and k.line >= first
                   order by k.line
                   limit 1) l
          where l.settled_with = first) then
      with recursive circle (line, place, next) as (
             select null::integer,
                    null::tid,
                    first
              union all
             select l.line,
                    l.place,
                    l.vacated_by
               from circle c
              cross
               join lateral (
                      select k.ctid as place,
                             k.line,
                             k.vacated_by
                        from ${schema}.user_email_roster_lines k
                       where k.roster_id = joined_roster_id
                         and k.line >= c.next
                       order by k.line
                       limit 1) l
              where c.line is null
                 or c.next <> first)
      update ${schema}.user_email_roster_lines as l
         set settled_with = first
        from circle c
       where l.ctid = c.place
         and l.line <> first;
    end if;
  end loop;
end
$$;

comment on function ${schema}.join_institution_roster_circles(bigint) is
'Marks the lines of a roster whose people exchange addresses in a circle as written together. pii=none';

revoke execute
    on function ${schema}.join_institution_roster_circles(bigint)
  from public;

-- Goes through the lines in parts, so that no array grows with the roster. What is asked of all lines together is
-- hashed or sorted, which takes as long whatever the planner knows of them.
create function ${schema}.plan_institution_roster(planned_roster_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_nestloop = off
            set jit = off
as $$
declare
  part constant          integer := 10000;
  planned_institution_id bigint;
  last_line              integer;
begin
  select r.institution_id
    into planned_institution_id
    from ${schema}.user_email_rosters r
   where r.id = planned_roster_id;

  -- What can be said only of all lines together.
  update ${schema}.user_email_roster_lines as l
     set outcome = 'duplicate_line'
    from (
           select k.line,
                  count(*) over (partition by k.external_key) > 1
                  or count(*) over (partition by k.normalized_email_address) > 1 as is_double
             from ${schema}.user_email_roster_lines k
            where k.roster_id = planned_roster_id
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.outcome is null
     and d.is_double;

  select max(l.line)
    into last_line
    from ${schema}.user_email_roster_lines l
   where l.roster_id = planned_roster_id;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.work_out_institution_roster(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  update ${schema}.user_email_roster_lines as l
     set outcome = 'several_lines_for_one_user',
         user_id = null,
         replaced_address_id = null,
         pending = false
    from (
           select k.line,
                  count(*) over (partition by k.user_id) > 1 as is_double
             from ${schema}.user_email_roster_lines k
            where k.roster_id = planned_roster_id
              and k.user_id is not null
         ) d
   where l.roster_id = planned_roster_id
     and l.line = d.line
     and l.pending
     and d.is_double;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.block_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.join_institution_roster_lines(
              planned_roster_id,
              array(select n from generate_series(first_line, least(first_line + part - 1, last_line)) as n));
  end loop;

  perform ${schema}.join_institution_roster_circles(planned_roster_id);

  insert into ${schema}.user_email_roster_releases (
    roster_id,
    user_email_address_id,
    user_id)
  select planned_roster_id,
         e.id,
         e.user_id
    from ${schema}.user_email_addresses e
    left
    join (
           select m.user_id,
                  bool_or(l.line is not null) as is_named
             from ${schema}.user_email_institution_members m
             left
             join ${schema}.user_email_roster_lines l
               on l.external_key = m.external_key
              and l.roster_id = planned_roster_id
            where m.institution_id = planned_institution_id
            group by m.user_id) known
      on known.user_id = e.user_id
    left
    join (
           select distinct
                  l.normalized_email_address
             from ${schema}.user_email_roster_lines l
            where l.roster_id = planned_roster_id) named
      on named.normalized_email_address = e.normalized_email_address
   where e.institution_id = planned_institution_id
     and e.institution_managed
     -- A person whom the roster names is not released, whatever comes of the line: named by the key, and by the
     -- address only as long as no key is known.
     and not coalesce(known.is_named, named.normalized_email_address is not null)
     and not exists (
           select
             from ${schema}.user_email_roster_lines l
            where l.roster_id = planned_roster_id
              and l.user_id = e.user_id
              and l.replaced_address_id = e.id);
end
$$;

comment on function ${schema}.plan_institution_roster(bigint) is
'Works out what comes of each line of a roster, and which addresses it does not name any more. Writes nothing but that. pii=none';

revoke execute
    on function ${schema}.plan_institution_roster(bigint)
  from public;

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

-- The rules of User.claimForInstitution and User.moveWithinInstitution in Java, for many users at once.
create function ${schema}.apply_institution_roster_lines(
                  applied_roster_id bigint,
                  applied_lines integer[],
                  applied_at timestamptz)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set enable_sort = off
            set jit = off
as $$
declare
  roster_institution_id bigint;
  places                tid[];
  user_ids              bigint[];
  keys                  text[];
  addresses             text[];
  normalized_addresses  text[];
  claimed               boolean[];
  moved                 boolean[];
  replaced_ids          bigint[];
  added_user_ids        bigint[];
begin
  select r.institution_id
    into roster_institution_id
    from ${schema}.user_email_rosters r
   where r.id = applied_roster_id;

  -- The lines by an order that one index has only, as above; each is read twice, and written by its place.
  select array_agg(l.user_id)
    into user_ids
    from unnest(applied_lines) as n (line)
   cross
    join lateral (
           select k.*
             from ${schema}.user_email_roster_lines k
            where k.roster_id = applied_roster_id
              and k.line >= n.line
            order by k.line
            limit 1) l
   where l.line = n.line
     and l.pending;

  perform
     from ${schema}.${users_table} u
    where u.${users_key} = any(user_ids)
    order by u.${users_key}
      for no key update;

  -- As the users are now, not as they were when the roster was planned.
  perform ${schema}.work_out_institution_roster(applied_roster_id, applied_lines);
  perform ${schema}.block_institution_roster_lines(applied_roster_id, applied_lines);

  select array_agg(l.place),
         array_agg(l.user_id),
         array_agg(l.external_key),
         array_agg(l.email_address),
         array_agg(l.normalized_email_address),
         array_agg(l.outcome in ('claimed', 'moved')),
         array_agg(l.outcome = 'moved'),
         array_agg(l.replaced_address_id) filter (
           where l.outcome = 'moved')
    into places,
         user_ids,
         keys,
         addresses,
         normalized_addresses,
         claimed,
         moved,
         replaced_ids
    from unnest(applied_lines) as n (line)
   cross
    join lateral (
           select k.ctid as place,
                  k.*
             from ${schema}.user_email_roster_lines k
            where k.roster_id = applied_roster_id
              and k.line >= n.line
            order by k.line
            limit 1) l
   where l.line = n.line
     and l.pending;

  perform ${schema}.release_institution_managed_email_addresses(roster_institution_id, replaced_ids, applied_at);

  with added as (
         insert into ${schema}.user_email_addresses (
           user_id,
           email_address,
           normalized_email_address,
           created_at,
           updated_at)
         select l.user_id,
                l.email_address,
                l.normalized_email_address,
                applied_at,
                applied_at
           from unnest(user_ids, addresses, normalized_addresses, claimed)
                  as l (user_id, email_address, normalized_email_address, is_claimed)
          where l.is_claimed
            and (
                  select e.id
                    from ${schema}.user_email_addresses e
                   where e.user_id = l.user_id
                     and e.normalized_email_address = l.normalized_email_address) is null
         returning user_id)
  select array_agg(a.user_id)
    into added_user_ids
    from added a;

  -- All at once: whoever loses an address that was merely entered chooses among claims that are complete.
  update ${schema}.user_email_addresses as e
     set institution_managed = true,
         institution_id = roster_institution_id,
         updated_at = applied_at
   where e.id = any(array(
           select (
                    select c.id
                      from ${schema}.user_email_addresses c
                     where c.user_id = l.user_id
                       and c.normalized_email_address = l.normalized_email_address)
             from unnest(user_ids, normalized_addresses, claimed)
                    as l (user_id, normalized_email_address, is_claimed)
            where l.is_claimed));

  -- Where mail still goes to the address that was replaced, it goes to the new one.
  update ${schema}.user_email_addresses as e
     set "primary" = false,
         updated_at = applied_at
   where e.id = any(replaced_ids)
     and coalesce(e.primary, false);

  perform ${schema}.choose_primary_email_address(l.user_id)
     from unnest(user_ids, moved) as l (user_id, is_moved)
    where l.is_moved
       or l.user_id = any(added_user_ids);

  insert into ${schema}.user_email_institution_members (
    institution_id,
    external_key,
    user_id)
  select roster_institution_id,
         l.external_key,
         l.user_id
    from unnest(user_ids, keys) as l (user_id, external_key)
   where (
           select m.user_id
             from ${schema}.user_email_institution_members m
            where m.institution_id = roster_institution_id
              and m.external_key = l.external_key) is null;

  update ${schema}.user_email_roster_lines as l
     set pending = false
   where l.ctid = any(places);
end
$$;

comment on function ${schema}.apply_institution_roster_lines(bigint, integer[], timestamptz) is
'Writes what comes of lines of a roster: locks their users in the order of the ids, looks once more, then claims and moves. pii=none';

revoke execute
    on function ${schema}.apply_institution_roster_lines(bigint, integer[], timestamptz)
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
