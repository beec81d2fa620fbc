-- Remember what addresses were, and who changed them.
--
-- Why     "Why does this person get no mail?" and "who owned the address then?" are asked months later.
-- Phase   expand. Every writer is recorded: the library, legacy code, raw SQL.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V10.sql; the history is lost.

set local lock_timeout = '${lock_timeout}';

create table ${schema}.user_email_address_history (
  id                         bigint      not null generated always as identity,

  -- whose, and which row; no reference, since the history stays when they go
  user_id                    bigint      not null,
  user_email_address_id      bigint      not null,

  -- from what
  email_address_before       text                 collate "C",
  primary_before             boolean,
  confirmed_before           boolean,
  institution_managed_before boolean,
  institution_id_before      bigint,

  -- to what
  email_address_after        text                 collate "C",
  primary_after              boolean,
  confirmed_after            boolean,
  institution_managed_after  boolean,
  institution_id_after       bigint,

  -- when, and by whom
  changed_at                 timestamptz not null,
  changed_by_role            text        not null,
  application_name           text        not null,
  acting_user                text,
  change_reason              text,

  constraint user_email_address_history_pkey
     primary key (id),

  constraint user_email_address_history_has_a_before_or_an_after
       check (email_address_before is not null or email_address_after is not null)
);

-- "What was this user's address on that day", and erasure.
create index user_email_address_history_user_id_changed_at_idx
    on ${schema}.user_email_address_history (user_id, changed_at);

-- What is older than it need be kept.
create index user_email_address_history_changed_at_idx
    on ${schema}.user_email_address_history (changed_at);

comment on table ${schema}.user_email_address_history is
'One row for each change of an address: added where there is nothing before, removed where there is nothing after.
Filled by a trigger, so every writer is recorded. Erasing a user empties it for the user. pii=direct';
comment on column ${schema}.user_email_address_history.id is
'Key of the row; larger is later within one user. pii=none';
comment on column ${schema}.user_email_address_history.user_id is
'The user who had or got the address: users.id, also after the user is gone. pii=indirect';
comment on column ${schema}.user_email_address_history.user_email_address_id is
'Which address of the user: user_email_addresses.id, also after the row is gone. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_before is
'The address before; null where it was added. pii=direct';
comment on column ${schema}.user_email_address_history.primary_before is
'Whether mail went there before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_before is
'Whether it was confirmed before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_before is
'Whether an institution managed it before; null where it was added. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_before is
'Which institution managed it before; null where none did, or it was added. pii=indirect';
comment on column ${schema}.user_email_address_history.email_address_after is
'The address after; null where it was removed. pii=direct';
comment on column ${schema}.user_email_address_history.primary_after is
'Whether mail goes there after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.confirmed_after is
'Whether it is confirmed after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_managed_after is
'Whether an institution manages it after; null where it was removed. pii=none';
comment on column ${schema}.user_email_address_history.institution_id_after is
'Which institution manages it after; null where none does, or it was removed. pii=indirect';
comment on column ${schema}.user_email_address_history.changed_at is
'When the transaction of the change began, UTC. pii=none';
comment on column ${schema}.user_email_address_history.changed_by_role is
'The database role that changed it. pii=none';
comment on column ${schema}.user_email_address_history.application_name is
'The application_name of the session; empty where it gave none. pii=none';
comment on column ${schema}.user_email_address_history.acting_user is
'Who acted in the application, as it said by set local useremails.acting_user; null where it did not say. pii=indirect';

comment on column ${schema}.user_email_address_history.change_reason is
'Why, where the application said so by set local useremails.change_reason: bounced, complained, domain_expired, reported, released, or its own words; null where it did not say. pii=none';

-- With the rights of its owner: whoever may change addresses is recorded, and may not write the
-- record by hand. All in one function, since every write waits for it.
create function ${schema}.record_user_email_address_change()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  before ${schema}.user_email_addresses := old;
  after  ${schema}.user_email_addresses := new;
  moves  boolean                        := tg_op = 'UPDATE' and old.user_id <> new.user_id;
begin
  -- It leaves one user and comes to another, and both have a history.
  if moves then
    after := null;
  end if;

  loop
    insert into ${schema}.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_before,
      primary_before,
      confirmed_before,
      institution_managed_before,
      institution_id_before,
      email_address_after,
      primary_after,
      confirmed_after,
      institution_managed_after,
      institution_id_after,
      changed_at,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    values (
      coalesce(after.user_id, before.user_id),
      coalesce(after.id, before.id),
      before.email_address,
      before.primary,
      before.confirmed,
      before.institution_managed,
      before.institution_id,
      after.email_address,
      after.primary,
      after.confirmed,
      after.institution_managed,
      after.institution_id,
      now(),
      -- The current user is the owner of the function.
      coalesce(nullif(current_setting('role'), 'none'), session_user),
      current_setting('application_name'),
      nullif(current_setting('useremails.acting_user', true), ''),
      nullif(current_setting('useremails.change_reason', true), ''));

    exit when not moves;
    before := null;
    after := new;
    moves := false;
  end loop;

  return null;
end
$$;

comment on function ${schema}.record_user_email_address_change() is
'Trigger: writes the history of an address; null before for one that came, null after for one that went. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.record_user_email_address_change()
  from public;

create trigger user_email_addresses_record_added_and_removed
 after insert or delete
    on ${schema}.user_email_addresses
   for each row
execute function ${schema}.record_user_email_address_change();

create trigger user_email_addresses_record_changed
 after update
    on ${schema}.user_email_addresses
   for each row
  when ((old.user_id, old.email_address, old.primary, old.confirmed, old.institution_managed, old.institution_id)
        is distinct from
        (new.user_id, new.email_address, new.primary, new.confirmed, new.institution_managed, new.institution_id))
execute function ${schema}.record_user_email_address_change();

comment on trigger user_email_addresses_record_added_and_removed
     on ${schema}.user_email_addresses is
'Every address that comes or goes is in the history.';
comment on trigger user_email_addresses_record_changed
     on ${schema}.user_email_addresses is
'Every change of an address is in the history; a new updated_at alone is none.';

-- In one place, since what answers the question below must outlast the rest.
create function ${schema}.changes_primary_email(change ${schema}.user_email_address_history)
        returns boolean
       language sql
      immutable
       parallel safe
         return change.primary_before is distinct from change.primary_after
                and (change.primary_before is true or change.primary_after is true)
             or change.primary_after is true
                and change.email_address_before is distinct from change.email_address_after;

comment on function ${schema}.changes_primary_email(${schema}.user_email_address_history) is
'Whether with a change mail goes elsewhere, or nowhere any more. pii=none';

-- For the data team: the day of a question goes into the condition on both times.
create view ${schema}.user_primary_email_periods as
select p.user_id,
       p.email_address,
       p.valid_from,
       p.valid_to
  from (
        select h.user_id,
               h.email_address_after as email_address,
               h.primary_after is true as is_primary,
               h.changed_at as valid_from,
               lead(h.changed_at) over (
                 partition by h.user_id
                     order by h.id) as valid_to
          from ${schema}.user_email_address_history h
         where ${schema}.changes_primary_email(h)
       ) p
 where p.is_primary
   and p.valid_from is distinct from p.valid_to;

comment on view ${schema}.user_primary_email_periods is
'One row for each time in which a user received mail at an address, also for users who are gone.
Begins when the history begins. A swap within one transaction has no gap.';
comment on column ${schema}.user_primary_email_periods.user_id is
'The user: users.id, also after the user is gone. pii=indirect';
comment on column ${schema}.user_primary_email_periods.email_address is
'Where mail went. pii=direct';
comment on column ${schema}.user_primary_email_periods.valid_from is
'From when on, UTC, inclusive. pii=none';
comment on column ${schema}.user_primary_email_periods.valid_to is
'Until when, UTC, exclusive; null where it still is. pii=none';
