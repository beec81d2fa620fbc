-- Create the table of conflicts.
--
-- Why     A legacy write must not start to fail because an address belongs to another user.
-- Locks   access exclusive on the new table. Share row exclusive on users, because of the foreign key.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Legacy values that the addresses cannot store: a legacy write must not start to fail because an address belongs to
-- another user.
create table ${schema}.user_email_legacy_conflicts (
  user_id                  bigint      not null,

  -- the value and the reason
  normalized_email_address text        not null collate "C",
  reason                   text        not null,

  -- bookkeeping
  detected_at              timestamptz not null,

  -- the decision that the user stays without the address
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
'Users whose legacy address could not be stored: one row for each user. Deleted when the legacy value is corrected or the address becomes free. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.user_id is
'The user: users.id. pii=indirect';
comment on column ${schema}.user_email_legacy_conflicts.normalized_email_address is
'The key for comparisons of the legacy value. pii=direct';
comment on column ${schema}.user_email_legacy_conflicts.reason is
'belongs_to_another_user: another user has claimed the address. is_being_changed: another transaction was changing the address for too long. cannot_be_kept: the text is too long, or breaks another rule. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.detected_at is
'When the conflict was found. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.accepted_at is
'When an operator accepted that the user stays without the address; null while the conflict is open. Reset to null when the legacy address changes. pii=none';
comment on column ${schema}.user_email_legacy_conflicts.accepted_by is
'The database role that accepted it; null while the conflict is open. pii=indirect';
comment on column ${schema}.user_email_legacy_conflicts.accepted_because is
'The operator''s reason; null while the conflict is open. pii=none';

-- Finds the users who wait for an address that becomes free. A hash index, because a legacy text may exceed the
-- size of a btree key.
create index user_email_legacy_conflicts_normalized_email_address_idx
    on ${schema}.user_email_legacy_conflicts
 using hash (normalized_email_address);

-- Accepts all or none, so that a list with a mistake changes nothing.
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
    raise exception 'the reason must have 1 to 500 characters in one line'
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
    raise exception 'nothing was accepted: these users have no conflict: %', array_to_string(unknown, ', ')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Pass ids of users who wait for an address; "useremails conflicts" lists them.';
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
'Accepts, with a reason, that users stay without the address in their legacy column, and returns how many. An accepted conflict no longer blocks the contract. Fails if one of the users has no conflict. pii=indirect';

revoke execute
    on function ${schema}.accept_legacy_conflicts(bigint[], text)
  from public;
