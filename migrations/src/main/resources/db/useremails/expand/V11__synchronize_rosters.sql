-- Keep what an institution manages in step with its roster.
--
-- Why     A school hands over its whole list each night: hundreds of thousands of people, few changes.
-- Phase   expand. Only a roster that is handed over fills the tables.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V11.sql; which person of a roster is which user is lost, and found again by address.

set local lock_timeout = '${lock_timeout}';

-- Who of an institution's people a user is: it outlasts a change of the address.
create table ${schema}.user_email_institution_members (
  -- the address by which the institution identifies the user
  user_email_address_id bigint not null,

  -- the person
  institution_id        bigint not null,
  external_key          text   not null collate "C",

  constraint user_email_institution_members_pkey
     primary key (user_email_address_id),

  constraint user_email_institution_members_institution_id_external_key_key
      unique (institution_id, external_key),

  constraint user_email_institution_members_external_key_is_not_blank
       check (btrim(external_key) <> ''),

  -- Goes with the address.
  constraint user_email_institution_members_user_email_address_id_fkey
     foreign key (user_email_address_id)
  references ${schema}.user_email_addresses (id)
          on delete cascade
);

comment on table ${schema}.user_email_institution_members is
'Which person of an institution''s roster a user is: one row for each managed address that a roster has named. pii=indirect';
comment on column ${schema}.user_email_institution_members.user_email_address_id is
'The managed address of the user: user_email_addresses.id. pii=indirect';
comment on column ${schema}.user_email_institution_members.institution_id is
'The application''s key of the institution. pii=indirect';
comment on column ${schema}.user_email_institution_members.external_key is
'The institution''s own key of the person, as its roster gives it. pii=indirect';

create function ${schema}.forget_institution_member()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
begin
  delete
    from ${schema}.user_email_institution_members m
   where m.user_email_address_id = new.id;

  return null;
end
$$;

comment on function ${schema}.forget_institution_member() is
'Trigger: an address that an institution gave back, or another one took, is nobody''s of its roster. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.forget_institution_member()
  from public;

create trigger user_email_addresses_forget_institution_member
 after update
    on ${schema}.user_email_addresses
   for each row
  when (    old.institution_managed
        and (   old.user_id <> new.user_id
             or old.normalized_email_address <> new.normalized_email_address
             or old.institution_id is distinct from new.institution_id))
execute function ${schema}.forget_institution_member();

comment on trigger user_email_addresses_forget_institution_member
     on ${schema}.user_email_addresses is
'Which person of a roster a user is, is known as long as the institution manages the address.';

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

  constraint user_email_rosters_pkey
     primary key (id),

  -- A newer roster of an institution takes the place of the older one.
  constraint user_email_rosters_institution_id_key
      unique (institution_id)
);

comment on table ${schema}.user_email_rosters is
'Rosters that are being worked off: at most one row for each institution. pii=none';
comment on column ${schema}.user_email_rosters.id is
'Key of the row. pii=none';
comment on column ${schema}.user_email_rosters.institution_id is
'The application''s key of the institution. pii=none';
comment on column ${schema}.user_email_rosters.managed is
'How many addresses the institution managed when the roster was handed over: a number from 0. pii=none';
comment on column ${schema}.user_email_rosters.created_at is
'When the roster was handed over, UTC. pii=none';

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
                          'managed_by_another_institution')),

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
    on ${schema}.user_email_roster_lines (roster_id, line)
 where pending;

comment on table ${schema}.user_email_roster_lines is
'The lines of a roster that is being worked off: one row for each. Gone when the roster is done. pii=direct';
comment on column ${schema}.user_email_roster_lines.roster_id is
'Which roster: user_email_rosters.id. pii=none';
comment on column ${schema}.user_email_roster_lines.line is
'Number of the line, from 1. pii=none';
comment on column ${schema}.user_email_roster_lines.external_key is
'The institution''s own key of the person. pii=indirect';
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
comment on column ${schema}.user_email_roster_lines.pending is
'Whether something is still to be written for the line. pii=none';

create table ${schema}.user_email_roster_releases (
  roster_id             bigint  not null,
  user_email_address_id bigint  not null,

  -- what comes of it
  user_id               bigint  not null,
  pending               boolean not null default true,

  constraint user_email_roster_releases_pkey
     primary key (roster_id, user_email_address_id),

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

-- Of two rosters of an institution at once, the second waits until the first is planned, and then takes
-- its place. The unique key alone would refuse it.
create function ${schema}.begin_institution_roster(beginning_institution_id bigint, beginning_at timestamptz)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
declare
  begun_roster_id bigint;
begin
  perform pg_advisory_xact_lock(
            hashtextextended('${schema}.user_email_rosters of ' || beginning_institution_id, 0));

  delete
    from ${schema}.user_email_rosters r
   where r.institution_id = beginning_institution_id;

  insert into ${schema}.user_email_rosters (
    institution_id,
    managed,
    created_at)
  select beginning_institution_id,
         count(*),
         beginning_at
    from ${schema}.user_email_addresses e
   where e.institution_id = beginning_institution_id
     and e.institution_managed
  returning id
    into begun_roster_id;

  return begun_roster_id;
end
$$;

comment on function ${schema}.begin_institution_roster(bigint, timestamptz) is
'Makes room for a new roster of an institution, in the place of one that was not finished; returns its key. pii=none';

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
            set search_path = pg_catalog, ${schema}
begin atomic
  insert into ${schema}.user_email_roster_lines (
    roster_id,
    line,
    external_key,
    email_address,
    normalized_email_address,
    outcome)
  select extended_roster_id,
         first_line + t.place::integer - 1,
         t.external_key,
         t.address,
         t.normalized_address,
         t.outcome
    from unnest(external_keys, addresses, normalized_addresses, outcomes)
         with ordinality as t (external_key, address, normalized_address, outcome, place);
end;

comment on function ${schema}.add_institution_roster_lines(bigint, integer, text[], text[], text[], text[]) is
'Adds lines to a roster, numbered from the given one on; an outcome is null where it is still to be worked out. pii=none';

-- Works out what comes of lines: of all of them before anything is written, and of each batch once
-- more when its users are locked. The lines are given by number, so that each is a few steps in
-- indexes, whatever the planner knows of a table that was just filled.
create function ${schema}.work_out_institution_roster(worked_out_roster_id bigint, worked_out_lines integer[])
        returns void
       language sql
            set search_path = pg_catalog, ${schema}
begin atomic
  update ${schema}.user_email_roster_lines as l
     set outcome = w.outcome,
         user_id = case when w.outcome in ('claimed', 'moved', 'unchanged') then w.user_id end,
         replaced_address_id = case when w.outcome = 'moved' then w.managed_address_id end,
         pending = w.outcome in ('claimed', 'moved') or w.outcome = 'unchanged' and not w.is_member
    from (
           select k.line,
                  coalesce(held.user_id, owner.user_id) as user_id,
                  managed.id as managed_address_id,
                  held.id is not null as is_member,
                  case
                    -- Somebody else than planned is not locked, and is left for the next roster.
                    when k.user_id <> coalesce(held.user_id, owner.user_id) then 'belongs_to_another_user'
                    -- The person is known by the key, wherever the address moves.
                    when held.normalized_email_address = k.normalized_email_address then 'unchanged'
                    when held.id is not null and owner.user_id <> held.user_id then 'belongs_to_another_user'
                    when held.id is not null then 'moved'
                    -- The person is known by an address that a user has proved, and by nothing less.
                    when owner.id is null then 'unknown'
                    when owner_member.external_key is not null then 'belongs_to_another_member'
                    when owner.institution_id <> r.institution_id then 'managed_by_another_institution'
                    when owner.institution_id = r.institution_id then 'unchanged'
                    when owner.institution_managed then 'claimed'
                    when managed.id is null then 'claimed'
                    when managed.institution_id is distinct from r.institution_id then 'managed_by_another_institution'
                    when managed_member.external_key is not null then 'belongs_to_another_member'
                    when exists (
                           select
                             from ${schema}.user_email_roster_lines o
                            where o.roster_id = k.roster_id
                              and o.normalized_email_address = managed.normalized_email_address)
                    then 'several_lines_for_one_user'
                    else 'moved'
                  end as outcome
             from ${schema}.user_email_roster_lines k
             join ${schema}.user_email_rosters r
               on r.id = k.roster_id
             left
             join ${schema}.user_email_institution_members member
               on member.institution_id = r.institution_id
              and member.external_key = k.external_key
             left
             join ${schema}.user_email_addresses held
               on held.id = member.user_email_address_id
             left
             join ${schema}.user_email_addresses owner
               on owner.normalized_email_address = k.normalized_email_address
              and (owner.confirmed or owner.institution_managed)
             left
             join ${schema}.user_email_institution_members owner_member
               on owner_member.user_email_address_id = owner.id
             left
             join ${schema}.user_email_addresses managed
               on managed.user_id = coalesce(held.user_id, owner.user_id)
              and managed.institution_managed
             left
             join ${schema}.user_email_institution_members managed_member
               on managed_member.user_email_address_id = managed.id
            where k.roster_id = worked_out_roster_id
              and k.line = any(worked_out_lines)
              and (k.outcome is null or k.pending)
         ) w
   where l.roster_id = worked_out_roster_id
     and l.line = w.line;
end;

comment on function ${schema}.work_out_institution_roster(bigint, integer[]) is
'Says of lines of a roster what comes of them, unless that was written already. Writes nothing but the lines. pii=none';

-- Goes through the lines in parts, so that no array and no sort grows with the roster.
create function ${schema}.plan_institution_roster(planned_roster_id bigint)
        returns void
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
declare
  part constant integer := 10000;
  last_line integer;
begin
  -- What can be said only of all lines together.
  update ${schema}.user_email_roster_lines as l
     set outcome = 'duplicate_line'
   where l.roster_id = planned_roster_id
     and l.outcome is null
     and (   exists (
               select
                 from ${schema}.user_email_roster_lines o
                where o.roster_id = l.roster_id
                  and o.external_key = l.external_key
                  and o.line <> l.line)
          or exists (
               select
                 from ${schema}.user_email_roster_lines o
                where o.roster_id = l.roster_id
                  and o.normalized_email_address = l.normalized_email_address
                  and o.line <> l.line));

  select max(l.line)
    into last_line
    from ${schema}.user_email_roster_lines l
   where l.roster_id = planned_roster_id;

  for first_line in 1..coalesce(last_line, 0) by part loop
    perform ${schema}.work_out_institution_roster(
              planned_roster_id,
              array(select n from generate_series(first_line, first_line + part - 1) as n));
  end loop;

  update ${schema}.user_email_roster_lines as l
     set outcome = 'several_lines_for_one_user',
         user_id = null,
         replaced_address_id = null,
         pending = false
   where l.roster_id = planned_roster_id
     and l.pending
     and exists (
           select
             from ${schema}.user_email_roster_lines o
            where o.roster_id = l.roster_id
              and o.line <> l.line
              and o.user_id = l.user_id);

  insert into ${schema}.user_email_roster_releases (
    roster_id,
    user_email_address_id,
    user_id)
  select r.id,
         e.id,
         e.user_id
    from ${schema}.user_email_rosters r
    join ${schema}.user_email_addresses e
      on e.institution_id = r.institution_id
     and e.institution_managed
    left
    join ${schema}.user_email_institution_members m
      on m.user_email_address_id = e.id
   where r.id = planned_roster_id
     -- A person whom the roster names is not released, whatever comes of the line.
     and not exists (
           select
             from ${schema}.user_email_roster_lines l
            where l.roster_id = r.id
              and l.external_key = m.external_key)
     and (   m.external_key is not null
          or not exists (
               select
                 from ${schema}.user_email_roster_lines l
                where l.roster_id = r.id
                  and l.normalized_email_address = e.normalized_email_address))
     and not exists (
           select
             from ${schema}.user_email_roster_lines l
            where l.roster_id = r.id
              and l.user_id = e.user_id
              and l.replaced_address_id = e.id);
end
$$;

comment on function ${schema}.plan_institution_roster(bigint) is
'Works out what comes of each line of a roster, and which addresses it does not name any more. Writes nothing but that. pii=none';

-- The rule of User.releaseFromInstitution in Java, for many users at once, who are locked.
create function ${schema}.release_institution_managed_email_addresses(
                  released_institution_id bigint,
                  address_ids bigint[],
                  released_at timestamptz)
        returns void
       language sql
            set search_path = pg_catalog, ${schema}
begin atomic
  -- A primary address stays where mail goes only if there is nothing better.
  update ${schema}.user_email_addresses as e
     set institution_managed = false,
         institution_id = null,
         confirmed = false,
         confirmed_at = null,
         "primary" = e.primary
           and not exists (
                 select
                   from ${schema}.user_email_addresses o
                  where o.user_id = e.user_id
                    and o.id <> e.id
                    and (o.confirmed or o.institution_managed)),
         updated_at = released_at
   where e.id = any(address_ids)
     and e.institution_managed
     and e.institution_id = released_institution_id;

  select ${schema}.choose_primary_email_address(e.user_id)
    from ${schema}.user_email_addresses e
   where e.id = any(address_ids);
end;

comment on function ${schema}.release_institution_managed_email_addresses(bigint, bigint[], timestamptz) is
'Takes addresses back for an institution, of those that it manages: neither managed nor confirmed afterwards, and not primary if the user has a better one. pii=none';

-- The rules of User.claimForInstitution and User.moveWithinInstitution in Java, for many users at once.
create function ${schema}.apply_institution_roster_lines(
                  applied_roster_id bigint,
                  applied_lines integer[],
                  applied_at timestamptz)
        returns void
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
declare
  roster_institution_id bigint;
begin
  select r.institution_id
    into roster_institution_id
    from ${schema}.user_email_rosters r
   where r.id = applied_roster_id;

  perform
     from ${schema}.${users_table} u
    where u.${users_key} in (
            select l.user_id
              from ${schema}.user_email_roster_lines l
             where l.roster_id = applied_roster_id
               and l.line = any(applied_lines)
               and l.pending)
    order by u.${users_key}
      for no key update;

  -- As the users are now, not as they were when the roster was planned.
  perform ${schema}.work_out_institution_roster(applied_roster_id, applied_lines);

  perform ${schema}.release_institution_managed_email_addresses(
            roster_institution_id,
            array(
              select l.replaced_address_id
                from ${schema}.user_email_roster_lines l
               where l.roster_id = applied_roster_id
                 and l.line = any(applied_lines)
                 and l.pending
                 and l.outcome = 'moved'),
            applied_at);

  update ${schema}.user_email_addresses as e
     set institution_managed = true,
         institution_id = roster_institution_id,
         updated_at = applied_at
    from ${schema}.user_email_roster_lines l
   where l.roster_id = applied_roster_id
     and l.line = any(applied_lines)
     and l.pending
     and l.outcome in ('claimed', 'moved')
     and e.user_id = l.user_id
     and e.normalized_email_address = l.normalized_email_address;

  insert into ${schema}.user_email_addresses (
    user_id,
    email_address,
    normalized_email_address,
    institution_managed,
    institution_id,
    created_at,
    updated_at)
  select l.user_id,
         l.email_address,
         l.normalized_email_address,
         true,
         roster_institution_id,
         applied_at,
         applied_at
    from ${schema}.user_email_roster_lines l
   where l.roster_id = applied_roster_id
     and l.line = any(applied_lines)
     and l.pending
     and l.outcome = 'moved'
     and not exists (
           select
             from ${schema}.user_email_addresses e
            where e.user_id = l.user_id
              and e.normalized_email_address = l.normalized_email_address);

  -- Where mail still goes to the address that was replaced, it goes to the new one.
  update ${schema}.user_email_addresses as e
     set "primary" = false,
         updated_at = applied_at
    from ${schema}.user_email_roster_lines l
   where l.roster_id = applied_roster_id
     and l.line = any(applied_lines)
     and l.pending
     and l.outcome = 'moved'
     and e.id = l.replaced_address_id
     and e.primary;

  perform ${schema}.choose_primary_email_address(l.user_id)
     from ${schema}.user_email_roster_lines l
    where l.roster_id = applied_roster_id
      and l.line = any(applied_lines)
      and l.pending
      and l.outcome = 'moved';

  insert into ${schema}.user_email_institution_members (
    user_email_address_id,
    institution_id,
    external_key)
  select e.id,
         roster_institution_id,
         l.external_key
    from ${schema}.user_email_roster_lines l
    join ${schema}.user_email_addresses e
      on e.user_id = l.user_id
     and e.normalized_email_address = l.normalized_email_address
   where l.roster_id = applied_roster_id
     and l.line = any(applied_lines)
     and l.pending;

  update ${schema}.user_email_roster_lines as l
     set pending = false
   where l.roster_id = applied_roster_id
     and l.line = any(applied_lines)
     and l.pending;
end
$$;

comment on function ${schema}.apply_institution_roster_lines(bigint, integer[], timestamptz) is
'Writes what comes of lines of a roster: locks their users in the order of the ids, looks once more, then claims and moves. pii=none';

create function ${schema}.apply_institution_roster_releases(
                  applied_roster_id bigint,
                  address_ids bigint[],
                  applied_at timestamptz)
        returns void
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
begin
  perform
     from ${schema}.${users_table} u
    where u.${users_key} in (
            select d.user_id
              from ${schema}.user_email_roster_releases d
             where d.roster_id = applied_roster_id
               and d.user_email_address_id = any(address_ids)
               and d.pending)
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
