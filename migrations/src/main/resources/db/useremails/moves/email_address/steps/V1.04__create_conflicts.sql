-- Create the conflicts between the legacy column and the addresses.
--
-- Why     A legacy write must not start to fail because an address belongs to another user.
-- Locks   access exclusive on the new table. Share row exclusive on users, by the reference to it.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- What the legacy column says and the addresses cannot: a legacy write must not start to fail because
-- an address belongs to somebody else.
create table ${schema}.user_email_legacy_conflicts (
  user_id                  bigint      not null,

  -- what is in the way
  normalized_email_address text        not null collate "C",
  reason                   text        not null,

  -- bookkeeping
  detected_at              timestamptz not null,

  -- who decided that the user goes without the address
  accepted_at              timestamptz,
  accepted_by              text,
  accepted_because         text,

  constraint user_email_legacy_conflicts_pkey
     primary key (user_id),

  constraint user_email_legacy_conflicts_reason_is_known
       check (reason in ('belongs_to_another_user',
                         'is_being_changed',
                         'cannot_be_kept')),

  constraint user_email_legacy_conflicts_accepted_with_name_and_reason
       check (num_nulls(accepted_at, accepted_by, accepted_because) in (0, 3)),

  constraint user_email_legacy_conflicts_user_id_fkey
     foreign key (user_id)
  references ${schema}.${users_table} (${users_key})
          on delete cascade
);

comment on table ${schema}.user_email_legacy_conflicts is
'Users whose legacy address could not be kept: one row for each. Gone when the legacy value is corrected or the address becomes free. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_legacy_conflicts.normalized_email_address is
'The key of equality of what the legacy column says. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.reason is
'belongs_to_another_user: another user has claimed the address. is_being_changed: somebody was changing the address for long. cannot_be_kept: the text is too long, or breaks another rule. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.detected_at is
'When it was found. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.accepted_at is
'When somebody accepted that the user goes without the address; null while the conflict is open. Null again when the legacy address changes. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.accepted_by is
'The database role that accepted it; null while the conflict is open. pii=indirect';
comment on column ${schema}.user_email_legacy_conflicts.accepted_because is
'Why, in the words of the one who accepted it; null while the conflict is open. pii=none';

-- Whose turn it is when an address becomes free. Hashed, since a legacy text may be longer than a key
-- of an ordered index.
create index user_email_legacy_conflicts_normalized_email_address_idx
    on ${schema}.user_email_legacy_conflicts
 using hash (normalized_email_address);

-- All of them or none, so that a list with a mistake changes nothing.
create function ${schema}.accept_legacy_conflicts(user_ids bigint[], because text)
        returns bigint
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  wanted   constant bigint[] := array(select distinct i from unnest(user_ids) as i order by i);
  unknown  bigint[];
  accepted bigint;
begin
  if coalesce(btrim(because), '') = ''
     or length(because) > 500
     or because ~ '[[:cntrl:]]'
  then
    raise exception 'a conflict is accepted with a reason of 1 to 500 characters in one line'
      using errcode = 'invalid_parameter_value';
  end if;

  perform
     from ${schema}.user_email_legacy_conflicts c
    where c.user_id = any(wanted)
    order by c.user_id
      for update;

  unknown := array(
    select i
      from unnest(wanted) as i
     where not exists (
             select
               from ${schema}.user_email_legacy_conflicts c
              where c.user_id = i)
     order by i
     limit 10);

  if unknown <> '{}' then
    raise exception 'nothing was accepted: no conflict of user %', array_to_string(unknown, ', ')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Give ids of users who wait for an address: "useremails conflicts" lists them.';
  end if;

  update ${schema}.user_email_legacy_conflicts as c
     set accepted_at = now(),
         accepted_by = coalesce(nullif(current_setting('role'), 'none'), session_user),
         accepted_because = because
   where c.user_id = any(wanted);

  get diagnostics accepted = row_count;

  if accepted > 0 then
    perform ${schema}.note_move_event(
              'accepted',
              'conflicts',
              format('users %s: %s', array_to_string(wanted, ', '), because));
  end if;

  return accepted;
end
$$;

comment on function ${schema}.accept_legacy_conflicts(bigint[], text) is
'Accepts that users go without the address that their legacy column has, with a reason, and returns how many: it no longer stands in the way of the contract. Fails if one of them is in no conflict. pii=indirect';

revoke execute
    on function ${schema}.accept_legacy_conflicts(bigint[], text)
  from public;
