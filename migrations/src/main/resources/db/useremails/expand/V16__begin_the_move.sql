-- Make ready to keep users.${legacy_column} and the addresses alike.
--
-- Why     Old and new releases of the application run side by side, and each must see what the other wrote.
-- Phase   expand. Nothing is forwarded yet. Does nothing of note where users has no such column.
-- Locks   share row exclusive on users, by the reference to it, and access exclusive on
--         user_email_addresses, for a constraint that is not validated.
-- Time    milliseconds; before the locks, one pass over the addresses. Gives up after the lock timeout,
--         which counts for both locks together; run it again.
-- Undo    docs/operations/undo/V16.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Policies would hide rows from forwarding and from the backfill. Row-level security that comes later makes
-- them fail: their functions turn it off, which a role that it applies to may not.
do /* useremails */ $$
declare
  hidden text;
begin
  select string_agg(t.name, ' and ')
    into hidden
    from (values ('${schema}.${users_table}'), ('${schema}.user_email_addresses')) as t (name)
   where row_security_active(t.name);

  if hidden is not null then
    raise exception 'row-level security of % applies to role %', hidden, current_user
      using errcode = 'insufficient_privilege',
            hint = 'Migrate as a role with bypassrls, or as the owner of the tables without "force row level security".';
  end if;
end
$$;

-- Where the move stands. The table is there already where the column was dropped and is back.
create table if not exists ${schema}.user_email_move (
  only_one       boolean     not null default true,

  -- the backfill: which way, from where, to where, and what came of it
  from_addresses boolean     not null default false,
  first_id       bigint,
  cursor_id      bigint,
  upper_id       bigint,
  looked_at      bigint      not null default 0,
  copied         bigint      not null default 0,

  -- the run that goes on, or was the last
  run_began_at   timestamptz,
  run_looked_at  bigint      not null default 0,
  last_batch_at  timestamptz,

  -- why it rests
  paused_at      timestamptz,
  paused_because text,

  -- when
  started_at     timestamptz,
  finished_at    timestamptz,
  verified_at    timestamptz,
  dropped_at     timestamptz,

  constraint user_email_move_pkey
     primary key (only_one),

  constraint user_email_move_has_one_row
       check (only_one)
);

comment on table ${schema}.user_email_move is
'Where the move from the legacy column stands: one row. pii=none';
comment on column ${schema}.user_email_move.only_one is
'Always true. pii=none';
comment on column ${schema}.user_email_move.from_addresses is
'Whether the backfill fills the column from the addresses, since the column was brought back; false where it fills the addresses. pii=none';
comment on column ${schema}.user_email_move.first_id is
'From which users.id the backfill goes, the smallest when it began; null before it begins. pii=none';
comment on column ${schema}.user_email_move.cursor_id is
'Up to which users.id the backfill has come; null before it begins. pii=none';
comment on column ${schema}.user_email_move.upper_id is
'Up to which users.id it goes, fixed when it begins: later users are forwarded when they are written. Null before it begins. pii=none';
comment on column ${schema}.user_email_move.looked_at is
'How many users the backfill has looked at: a number from 0. pii=none';
comment on column ${schema}.user_email_move.copied is
'How many addresses it has copied, without those that are in conflict: a number from 0. pii=none';
comment on column ${schema}.user_email_move.run_began_at is
'When it last went on after half a minute or more without a batch; null before it begins. Its rate is counted from there. pii=none';
comment on column ${schema}.user_email_move.run_looked_at is
'How many users it had looked at by then: a number from 0. pii=none';
comment on column ${schema}.user_email_move.last_batch_at is
'When its last batch began; null before it begins. pii=none';
comment on column ${schema}.user_email_move.paused_at is
'Since when it is paused; null while it is not. pii=none';
comment on column ${schema}.user_email_move.paused_because is
'Why it is paused, in the words of the one who paused it; null while it is not. pii=none';
comment on column ${schema}.user_email_move.started_at is
'When the backfill began; null before. pii=none';
comment on column ${schema}.user_email_move.finished_at is
'When the backfill ended; null before. pii=none';
comment on column ${schema}.user_email_move.verified_at is
'When the verification passed; null before, and when it was taken back. pii=none';
comment on column ${schema}.user_email_move.dropped_at is
'When the legacy column was dropped; null before, and when it is back with its values. pii=none';

-- What was done, for those who come later and for monitoring. Kept as long as the table above.
create table if not exists ${schema}.user_email_move_events (
  id          bigint      not null generated always as identity,

  -- what
  event       text        not null,
  step        text        not null,
  detail      text,

  -- when, and by whom
  happened_at timestamptz not null,
  role_name   text        not null,

  constraint user_email_move_events_pkey
     primary key (id)
);

comment on table ${schema}.user_email_move_events is
'What was done in the move: one row for each event. pii=indirect';
comment on column ${schema}.user_email_move_events.id is
'Key of the row; larger is later. pii=none';
comment on column ${schema}.user_email_move_events.event is
'What happened: began, finished, held (by itself), went_on, paused (by somebody), resumed, turned_on, turned_off, undone, accepted, cleared. pii=none';
comment on column ${schema}.user_email_move_events.step is
'To which step: structure, forwarding, backfill, verification, contract, conflicts. pii=none';
comment on column ${schema}.user_email_move_events.detail is
'Figures, ids of users, or a reason in the words of the one who acted; null where there is nothing to say. pii=indirect';
comment on column ${schema}.user_email_move_events.happened_at is
'When it happened. pii=none';
comment on column ${schema}.user_email_move_events.role_name is
'The database role that did it. pii=indirect';

create or replace function ${schema}.note_move_event(event text, step text, detail text default null)
        returns void
       language sql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  insert into ${schema}.user_email_move_events (
    event,
    step,
    detail,
    happened_at,
    role_name)
  values (
    note_move_event.event,
    note_move_event.step,
    note_move_event.detail,
    clock_timestamp(),
    -- The current user is the owner of the function.
    coalesce(nullif(current_setting('role'), 'none'), session_user))
$$;

comment on function ${schema}.note_move_event(text, text, text) is
'Writes down what was done in the move: which event, of which step, and a detail or null. pii=none';

revoke execute
    on function ${schema}.note_move_event(text, text, text)
  from public;

-- Without the column there is nothing to move. Where the column was dropped and is back, the addresses are
-- what counts, whatever was written to it meanwhile.
insert into ${schema}.user_email_move
default values
    on conflict on constraint user_email_move_pkey
    do nothing;

update ${schema}.user_email_move as m
   set from_addresses = m.dropped_at is not null,
       first_id = null,
       cursor_id = null,
       upper_id = null,
       looked_at = 0,
       copied = 0,
       run_began_at = null,
       run_looked_at = 0,
       last_batch_at = null,
       paused_at = null,
       paused_because = null,
       started_at = null,
       verified_at = null,
       finished_at = case
                       when not exists (
                              select
                                from pg_attribute a
                               where a.attrelid = '${schema}.${users_table}'::regclass
                                 and a.attname = '${legacy_column}'
                                 and not a.attisdropped)
                       then now()
                     end;

-- A column that cannot be kept in step is refused here, before anything is forwarded: later, the failed step
-- would leave the application unable to write. The command "preflight" tells the same and more.
do /* useremails */ $$
declare
  kept    record;
  refusal text;
begin
  select c.relkind,
         c.relpersistence,
         c.relowner,
         a.attgenerated,
         a.atttypid,
         exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)) as inherits,
         exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type <> '1' and r.is_instead) as ruled
    into kept
    from pg_class c
    join pg_attribute a
      on a.attrelid = c.oid
     and a.attname = '${legacy_column}'
     and not a.attisdropped
   where c.oid = '${schema}.${users_table}'::regclass;

  if not found then
    return;
  end if;

  refusal := case
    when kept.relkind <> 'r' or kept.relpersistence <> 'p' then 'the table is not a plain, logged table'
    when kept.inherits then 'the table inherits, has children or is a partition, so rows move past its triggers'
    when not pg_has_role(kept.relowner, 'usage') then format('role %s does not own the table', current_user)
    when kept.attgenerated <> '' then 'the column is generated, so nobody can write it'
    when kept.ruled then 'a rule of the table does something else instead of a write'
  end;

  -- A domain is judged by the type below it.
  if refusal is null then
    with recursive types as (
           select t.*
             from pg_type t
            where t.oid = kept.atttypid
            union all
           select b.*
             from types t
             join pg_type b
               on b.oid = t.typbasetype)
    select case
             when t.typtype = 'd' then 'the domain of the column must not be null'
             else format('the column is of type %s, and not a text', t.oid::regtype)
           end
      into refusal
      from types t
     where t.typtype = 'd'
       and t.typnotnull
        or t.typtype <> 'd'
       and (   t.typcategory <> 'S'
            or t.typname = 'name')
     limit 1;
  end if;

  if refusal is not null then
    raise exception 'the addresses of ${schema}.${users_table}.${legacy_column} cannot be moved: %', refusal
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Nothing is forwarded yet. Mend it and migrate again, or take V16 to V1 back.';
  end if;
end
$$;

-- An autovacuum gives way only to those who wait longer than deadlock_timeout, and to nobody when it keeps the ids of
-- transactions from wrapping around. Its worker has no user, which every role may see.
create or replace function ${schema}.autovacuum_of(schema_name text, table_name text)
        returns text
       language sql
         stable
            set search_path = pg_catalog, pg_temp
as $$
  select format(
           'Autovacuum (process %s) works on %s.%s. It gives way only to a lock timeout of more than %s ms: '
           'raise it for this one run, or end it by "select pg_cancel_backend(%s)", and run this again.',
           l.pid,
           autovacuum_of.schema_name,
           autovacuum_of.table_name,
           (
             select s.setting
               from pg_settings s
              where s.name = 'deadlock_timeout'),
           l.pid)
    from pg_locks l
    join pg_stat_activity a
      on a.pid = l.pid
   where l.locktype = 'relation'
     and l.database = (
           select d.oid
             from pg_database d
            where d.datname = current_database())
     and l.relation = to_regclass(format('%I.%I', autovacuum_of.schema_name, autovacuum_of.table_name))
     and l.mode = 'ShareUpdateExclusiveLock'
     and l.granted
     and a.usesysid is null
   limit 1
$$;

comment on function ${schema}.autovacuum_of(text, text) is
'Which autovacuum works on a table, and how to get past it: one sentence; null where none does. pii=none';

revoke execute
    on function ${schema}.autovacuum_of(text, text)
  from public;

-- For steps that lock both tables: whoever comes behind them waits no longer than one lock timeout for both
-- locks together.
create function ${schema}.lock_within_one_timeout(tables text[], modes text[])
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
as $$
declare
  deadline constant timestamptz := clock_timestamp() + (
    select s.setting::integer * interval '1 millisecond'
      from pg_settings s
     where s.name = 'lock_timeout');
  wanted   record;
begin
  for wanted in
    select w.name,
           w.mode
      from unnest(tables, modes) as w (name, mode)
  loop
    perform set_config(
              'lock_timeout',
              greatest(1, floor(1000 * extract(epoch from deadline - clock_timestamp())))::text,
              true);

    begin
      execute format('lock table ${schema}.%I in %s mode', wanted.name, wanted.mode);
    exception
      when lock_not_available then
        raise exception 'no lock on table %.% within the lock timeout', '${schema}', wanted.name
          using errcode = 'lock_not_available',
                schema = '${schema}',
                table = wanted.name,
                hint = coalesce(
                         ${schema}.autovacuum_of('${schema}', wanted.name),
                         'Nothing was changed. Run it again; docs/operations/move/blockers.sql names who has the lock.');
    end;
  end loop;
end
$$;

comment on function ${schema}.lock_within_one_timeout(text[], text[]) is
'Locks tables in their order, and gives up when all of them together have taken the lock timeout. pii=none';

revoke execute
    on function ${schema}.lock_within_one_timeout(text[], text[])
  from public;

-- Until the contract a user has one address, since the column can hold no more: so every step can be
-- taken back without a loss. All of a user's addresses are the primary one, of which there is one. Not
-- where users may have more already, since the column was brought back.
do /* useremails */ $$
declare
  has_column constant boolean := exists (
    select
      from ${schema}.user_email_move m
     where m.finished_at is null);
  may_have_more constant boolean := exists (
    select
      from ${schema}.user_email_move m
     where m.from_addresses)
    or exists (
    select
      from ${schema}.user_email_addresses e
     where not e.primary);
begin
  if has_column and not may_have_more then
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['share row exclusive', 'access exclusive']);

    -- Not valid: nobody waits for a pass over the table, which was looked through above.
    alter table ${schema}.user_email_addresses
      add constraint user_email_addresses_one_address_until_contract
    check ("primary")
      not valid;

    comment on constraint user_email_addresses_one_address_until_contract
         on ${schema}.user_email_addresses is
    'A user has one address until the legacy column is dropped.';
  end if;
end
$$;

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

-- Whose turn it is when an address becomes free. Hashed, since a legacy text may be longer than a key
-- of an ordered index.
create index user_email_legacy_conflicts_normalized_email_address_idx
    on ${schema}.user_email_legacy_conflicts
 using hash (normalized_email_address);

comment on table ${schema}.user_email_legacy_conflicts is
'Users whose legacy address could not be kept: one row for each. Gone when the legacy value is mended or the address becomes free. pii=direct';
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

-- Every space of Unicode, and the invisible characters that editors leave behind. No set, so that it can be
-- inlined.
create function ${schema}.is_blank_email_address(address text)
        returns boolean
       language sql
      immutable
       parallel safe
         return coalesce(
                  pg_catalog.btrim(
                    address collate "C",
                    E' \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u180e'
                    || E'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d'
                    || E'\u2028\u2029\u202f\u205f\u2060\u3000\ufeff') operator(pg_catalog.=) '',
                  true);

comment on function ${schema}.is_blank_email_address(text) is
'Whether a legacy text is no address: null, empty, or nothing but spaces and invisible characters. pii=none';

revoke execute
    on function ${schema}.is_blank_email_address(text)
  from public;

-- Names that do not exist would make each write fail, so they are refused now. Without the column nothing is
-- written, and the names may be those of another database.
do /* useremails */ $$
declare
  path constant text := current_setting('search_path');
begin
  if exists (
       select
         from pg_catalog.pg_attribute a
        where a.attrelid = '${schema}.${users_table}'::regclass
          and a.attname = '${legacy_column}'
          and not a.attisdropped) then
    perform set_config('search_path', 'pg_catalog, ${schema}, pg_temp', true);
    perform
       from ${schema}.${users_table} u
      where false
        and (   coalesce((${legacy_confirmed}), false)
             or coalesce((${legacy_institution_managed}), false)
             or (${legacy_confirmed_at})::timestamptz < now()
             or (${legacy_created_at})::timestamptz < now());
    perform set_config('search_path', path, true);
  end if;
end
$$;

-- What a row of users says besides the address, by the expressions that were given to the migrations. They
-- may name functions of the schema; everything else is found without it.
-- They run with the rights of the owner, so they may read tables that the writer may not. An expression
-- that fails for a row must not make the write of the row fail.
create function ${schema}.legacy_email_is_confirmed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return coalesce(( ${legacy_confirmed} ), false);
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$$;

comment on function ${schema}.legacy_email_is_confirmed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as confirmed; false if the condition fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_is_confirmed(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_is_institution_managed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return coalesce(( ${legacy_institution_managed} ), false);
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$$;

comment on function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as institution-managed; false if the condition fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_confirmed_at(u ${schema}.${users_table})
        returns timestamptz
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return ( ${legacy_confirmed_at} );
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return null;
end
$$;

comment on function ${schema}.legacy_email_confirmed_at(${schema}.${users_table}) is
'When the user proved access to the legacy address; null where that is unknown, or the expression fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_confirmed_at(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_created_at(u ${schema}.${users_table})
        returns timestamptz
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return ( ${legacy_created_at} );
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return null;
end
$$;

comment on function ${schema}.legacy_email_created_at(${schema}.${users_table}) is
'When the user got the legacy address; null where that is unknown, or the expression fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_created_at(${schema}.${users_table})
  from public;

-- For reports: the functions above answer for such a row, too.
create function ${schema}.legacy_email_can_be_evaluated(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
declare
  confirmed           boolean;
  institution_managed boolean;
  confirmed_at        timestamptz;
  created_at          timestamptz;
begin
  confirmed := ( ${legacy_confirmed} );
  institution_managed := ( ${legacy_institution_managed} );
  confirmed_at := ( ${legacy_confirmed_at} );
  created_at := ( ${legacy_created_at} );

  return true;
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$$;

comment on function ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table}) is
'Whether none of the expressions on legacy addresses fails for a user. pii=none';

revoke execute
    on function ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table})
  from public;

-- The later steps have the expressions in them, too, and must be given the same.
create function ${schema}.require_conditions_of_the_move(
          confirmed           text,
          institution_managed text,
          confirmed_at        text default null,
          created_at          text default null)
        returns void
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if exists (
       select
         from (
                values ('legacy_email_is_confirmed', format('coalesce((%s), false)', confirmed)),
                       ('legacy_email_is_institution_managed', format('coalesce((%s), false)', institution_managed)),
                       ('legacy_email_confirmed_at', 'return (' || confirmed_at || ')'),
                       ('legacy_email_created_at', 'return (' || created_at || ')')) as c (name, expression)
         join pg_proc p
           on p.pronamespace = '${schema}'::regnamespace
          and p.proname = c.name
        where position(c.expression in p.prosrc) = 0) then
    raise exception 'the conditions are not those with which the move began'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Give the same legacy_confirmed, legacy_institution_managed, legacy_confirmed_at and legacy_created_at to every step, or take the steps back.';
  end if;
end
$$;

comment on function ${schema}.require_conditions_of_the_move(text, text, text, text) is
'Fails if the expressions on legacy addresses are others than at the beginning of the move. Null is not compared. pii=none';

revoke execute
    on function ${schema}.require_conditions_of_the_move(text, text, text, text)
  from public;

-- Makes the addresses of a user, whose row is locked, say what the row says. Verbatim: normalizing
-- would echo, and change what legacy users see. What the row says now: of several triggers on users, one
-- may have changed it since. Whoever calls it says by lock_timeout how long others are waited for.
create function ${schema}.keep_legacy_email_address(
          changed_id        bigint,
          address_changed   boolean,
          confirmed_changed boolean,
          managed_changed   boolean)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  kept         ${schema}.${users_table};
  address      text;
  key          text;
  is_confirmed boolean;
  is_managed   boolean;
  proved_at    timestamptz;
  mine         ${schema}.user_email_addresses;
  other        ${schema}.user_email_addresses;
  problem      text;
  broken_table text;
  broken       text;
begin
  select u.*
    into kept
    from ${schema}.${users_table} u
   where u.${users_key} = changed_id;

  select e.*
    into mine
    from ${schema}.user_email_addresses e
   where e.user_id = changed_id
     and e.primary;

  if not ${schema}.is_blank_email_address(kept.${legacy_column}) then
    address := kept.${legacy_column};
    key := ${schema}.normalized_email_address(address);
    is_confirmed := ${schema}.legacy_email_is_confirmed(kept);
    is_managed := ${schema}.legacy_email_is_institution_managed(kept);
    proved_at := ${schema}.legacy_email_confirmed_at(kept);
  end if;

  -- Nobody wrote the column, and it does not say what the addresses say: one of the two is still to be
  -- filled in.
  if not address_changed
     and (   address is null
          or mine.normalized_email_address <> key)
  then
    return;
  end if;

  if octet_length(key) > 2000 then
    -- An ordered index has no room for a longer one.
    problem := 'cannot_be_kept';
  elsif address is not null then
    begin
      -- As a further address of the user, where there may be several.
      select e.*
        into other
        from ${schema}.user_email_addresses e
       where e.user_id = changed_id
         and e.normalized_email_address = key
         and not e.primary;

      if other.id is not null
         or mine.normalized_email_address <> key
            and exists (
                  select
                    from ${schema}.user_email_addresses e
                   where e.user_id = changed_id
                     and not e.primary)
      then
        update ${schema}.user_email_addresses as e
           set "primary" = false,
               updated_at = now()
         where e.id = mine.id;
        mine := other;
      end if;

      if mine.normalized_email_address = key then
        -- The other side knows better what the address is to the user; only a change of what the row
        -- says of it counts.
        is_confirmed := case when confirmed_changed then is_confirmed else mine.confirmed end;
        is_managed := case when managed_changed then is_managed else mine.institution_managed end;
      else
        mine.confirmed_at := null;
        mine.institution_id := null;
      end if;

      if mine.id is null then
        insert into ${schema}.user_email_addresses (
          user_id,
          email_address,
          normalized_email_address,
          "primary",
          confirmed,
          institution_managed,
          confirmed_at,
          created_at)
        values (
          changed_id,
          address,
          key,
          true,
          is_confirmed,
          is_managed,
          case when is_confirmed then proved_at end,
          coalesce(${schema}.legacy_email_created_at(kept), now()));
      else
        update ${schema}.user_email_addresses as e
           set email_address = address,
               normalized_email_address = key,
               "primary" = true,
               confirmed = is_confirmed,
               institution_managed = is_managed,
               institution_id = case when is_managed then mine.institution_id end,
               confirmed_at = case when is_confirmed then coalesce(mine.confirmed_at, proved_at) end,
               updated_at = now()
         where e.id = mine.id
           and (   e.email_address <> address
                or not e.primary
                or e.confirmed <> is_confirmed
                or e.institution_managed <> is_managed);
      end if;
    exception
      when unique_violation or check_violation then
        get stacked diagnostics
          broken_table = table_name,
          broken = constraint_name;

        -- What a trigger of the application's broke is not for us to settle.
        if broken_table <> 'user_email_addresses' then
          raise;
        end if;

        problem := case
                     when broken = 'user_email_addresses_claimed_normalized_email_address_key'
                     then 'belongs_to_another_user'
                     else 'cannot_be_kept'
                   end;
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  -- Who has more addresses, since the column was brought back, keeps them: to choose among them would
  -- write another one into the column.
  if address is null
     or problem is not null
        and not exists (
              select
                from ${schema}.user_email_addresses e
               where e.user_id = changed_id
                 and not e.primary)
  then
    begin
      delete
        from ${schema}.user_email_addresses e
       where e.user_id = changed_id
         and e.primary;

      perform ${schema}.choose_primary_email_address(changed_id);
    exception
      -- Somebody changes the row of the address without a lock of the user. What they write comes later.
      when lock_not_available or deadlock_detected then
        problem := 'is_being_changed';
    end;
  end if;

  if problem is null then
    delete
      from ${schema}.user_email_legacy_conflicts c
     where c.user_id = changed_id;
  else
    insert into ${schema}.user_email_legacy_conflicts as c (
      user_id,
      normalized_email_address,
      reason,
      detected_at)
    values (
      changed_id,
      coalesce(key, ''),
      problem,
      now())
        on conflict on constraint user_email_legacy_conflicts_pkey
        do update
       set normalized_email_address = excluded.normalized_email_address,
           reason = excluded.reason,
           -- What was accepted was another address.
           accepted_at = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_at end,
           accepted_by = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_by end,
           accepted_because = case when excluded.normalized_email_address = c.normalized_email_address then c.accepted_because end;
  end if;
end
$$;

comment on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean) is
'Brings the address of a user in step with the legacy column, or notes why that cannot be: after a change of the address, and of what the row says of it. The user is locked. pii=none';

revoke execute
    on function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean)
  from public;

-- The same for all users that one statement changed, without a subtransaction for each: a statement over many
-- rows would otherwise take as many transaction ids, and hold its locks for that long. Who is in the way of
-- another, or has several addresses, is gone through one by one, and everybody is if the rest cannot be kept
-- together. Each user is looked up by an index, whatever the statistics say of tables that were just filled.
create function ${schema}.keep_legacy_email_addresses(
          changed_ids       bigint[],
          address_changed   boolean[],
          confirmed_changed boolean[],
          managed_changed   boolean[])
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  settled       bigint[];
  apart         bigint[]         := changed_ids;
  may_have_more constant boolean := not exists (
    select
      from pg_constraint c
     where c.conrelid = '${schema}.user_email_addresses'::regclass
       and c.conname = 'user_email_addresses_one_address_until_contract');
  one           record;
begin
  if cardinality(changed_ids) > 1 then
    begin
      with looked as (
             select l.id,
                    u.address,
                    u.key,
                    u.created_at,
                    e.id as row_id,
                    e.email_address as address_before,
                    e.confirmed as confirmed_before,
                    e.institution_managed as managed_before,
                    e.institution_id,
                    e.confirmed_at,
                    u.proved_at,
                    e.normalized_email_address is not distinct from u.key as is_same,
                    -- The other side knows better what its address is to the user.
                    case
                      when e.normalized_email_address = u.key and not l.confirmed_changed then e.confirmed
                      else u.is_confirmed
                    end as is_confirmed,
                    case
                      when e.normalized_email_address = u.key and not l.managed_changed then e.institution_managed
                      else u.is_managed
                    end as is_managed,
                    -- Nobody wrote the column, and one of the two is still to be filled in.
                    not l.address_changed
                    and (   u.address is null
                         or e.normalized_email_address <> u.key) is true as is_left,
                    (octet_length(u.key) > 2000) is true
                    or may_have_more
                       and e.id is not null
                       and (
                             select true
                               from ${schema}.user_email_addresses m
                              where m.user_id = l.id
                                and not m.primary
                              limit 1) is true as is_special
               from unnest(changed_ids, address_changed, confirmed_changed, managed_changed)
                 as l (id, address_changed, confirmed_changed, managed_changed)
              cross
               join lateral (
                      select case
                               when not ${schema}.is_blank_email_address(u.${legacy_column})
                               then u.${legacy_column}::text collate "C"
                             end as address,
                             case
                               when not ${schema}.is_blank_email_address(u.${legacy_column})
                               then ${schema}.normalized_email_address(u.${legacy_column}) collate "C"
                             end as key,
                             lower(btrim($condition$ ${legacy_confirmed} $condition$)) = 'true'
                             or lower(btrim($condition$ ${legacy_confirmed} $condition$)) <> 'false' and ${schema}.legacy_email_is_confirmed(u) as is_confirmed,
                             lower(btrim($condition$ ${legacy_institution_managed} $condition$)) = 'true'
                             or lower(btrim($condition$ ${legacy_institution_managed} $condition$)) <> 'false' and ${schema}.legacy_email_is_institution_managed(u) as is_managed,
                             case
                               when lower(btrim($condition$ ${legacy_confirmed_at} $condition$)) <> 'null'
                               then ${schema}.legacy_email_confirmed_at(u)
                             end as proved_at,
                             case
                               when lower(btrim($condition$ ${legacy_created_at} $condition$)) <> 'null'
                               then ${schema}.legacy_email_created_at(u)
                             end as created_at
                        from ${schema}.${users_table} u
                       where u.${users_key} = l.id
                       limit 1) u
               left
               join lateral (
                      select m.id,
                             m.email_address,
                             m.normalized_email_address,
                             m.confirmed,
                             m.institution_managed,
                             m.institution_id,
                             m.confirmed_at
                        from ${schema}.user_email_addresses m
                       where m.user_id = l.id
                         and m.primary
                       limit 1) e
                 on true),
           -- Of those who claim one address, the first gets it.
           placed as (
             select l.*,
                    row_number() over (
                      partition by l.key
                          order by l.is_confirmed or l.is_managed desc,
                                   l.id) as place
               from looked l
              where not l.is_left),
           judged as (
             select p.*,
                       p.is_special
                    or p.address is not null
                       and (p.is_confirmed or p.is_managed)
                       and not (p.is_same and (p.confirmed_before or p.managed_before))
                       and (   p.place > 1
                            or (
                                 select true
                                   from ${schema}.user_email_addresses o
                                  where o.normalized_email_address = p.key
                                    and (o.confirmed or o.institution_managed)
                                    and o.user_id <> p.id
                                  limit 1) is true) as is_apart
               from placed p),
           gone as (
             delete
               from ${schema}.user_email_addresses e
              using judged j
              where e.id = j.row_id
                and j.address is null
                and not j.is_apart),
           changed as (
             update ${schema}.user_email_addresses as e
                set email_address = j.address,
                    normalized_email_address = j.key,
                    confirmed = j.is_confirmed,
                    institution_managed = j.is_managed,
                    institution_id = case when j.is_managed and j.is_same then j.institution_id end,
                    confirmed_at = case
                                     when not j.is_confirmed then null
                                     when j.is_same then coalesce(j.confirmed_at, j.proved_at)
                                     else j.proved_at
                                   end,
                    updated_at = now()
               from judged j
              where e.id = j.row_id
                and j.address is not null
                and not j.is_apart
                and (   j.address_before <> j.address
                     or j.confirmed_before <> j.is_confirmed
                     or j.managed_before <> j.is_managed)),
           added as (
             insert into ${schema}.user_email_addresses (
               user_id,
               email_address,
               normalized_email_address,
               "primary",
               confirmed,
               institution_managed,
               confirmed_at,
               created_at)
             select j.id,
                    j.address,
                    j.key,
                    true,
                    j.is_confirmed,
                    j.is_managed,
                    case when j.is_confirmed then j.proved_at end,
                    coalesce(j.created_at, now())
               from judged j
              where j.row_id is null
                and j.address is not null
                and not j.is_apart)
      select array_agg(j.id) filter (where not j.is_apart),
             array_agg(j.id) filter (where j.is_apart)
        into settled,
             apart
        from judged j;

      delete
        from ${schema}.user_email_legacy_conflicts c
       where c.user_id = any(settled);
    exception
      -- Somebody came in the way at this moment, or something about one of the rows is wrong. Whose row that
      -- is, and whether the write may go on, shows when they are gone through one by one.
      when integrity_constraint_violation
        or lock_not_available
        or deadlock_detected
        or data_exception
        or cardinality_violation
        or feature_not_supported
        or syntax_error_or_access_rule_violation
        or program_limit_exceeded
        or plpgsql_error
        or sql_routine_exception
        or external_routine_exception then
        apart := changed_ids;
    end;
  end if;

  for one in
    select l.id,
           l.address_changed,
           l.confirmed_changed,
           l.managed_changed
      from unnest(changed_ids, address_changed, confirmed_changed, managed_changed)
        as l (id, address_changed, confirmed_changed, managed_changed)
      join unnest(apart) as a (id)
        on a.id = l.id
     order by l.id
  loop
    perform ${schema}.keep_legacy_email_address(
              one.id,
              one.address_changed,
              one.confirmed_changed,
              one.managed_changed);
  end loop;
end
$$;

comment on function ${schema}.keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[]) is
'Brings the addresses of several users in step with the legacy column, after one statement changed them. The users are locked. pii=none';

revoke execute
    on function ${schema}.keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[])
  from public;

-- An address has become free: whoever waits for it gets it, in the order of the ids, and a bounded number, since
-- this is the transaction of somebody else. Whoever is being changed at the moment is passed over, since waiting
-- could deadlock. The others can be retried.
create function ${schema}.settle_legacy_conflicts(freed text)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set lock_timeout = '${lock_timeout}'
            set enable_seqscan = off
as $$
declare
  waiting bigint;
begin
  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(array(
             select c.user_id
               from ${schema}.user_email_legacy_conflicts c
              where c.normalized_email_address = freed
              order by c.user_id
              limit 10))
     order by u.${users_key}
       for no key update
      skip locked
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);
  end loop;
end
$$;

comment on function ${schema}.settle_legacy_conflicts(text) is
'Tries once more to keep the legacy address of those who wait for one. pii=none';

revoke execute
    on function ${schema}.settle_legacy_conflicts(text)
  from public;

-- Whoever was passed over above, or was being changed, and whose obstacle is gone. Only they are locked,
-- and a bounded number of them: there may be very many conflicts.
create function ${schema}.retry_legacy_conflicts(batch integer default 1000)
        returns bigint
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set lock_timeout = '${lock_timeout}'
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
declare
  ids     bigint[];
  waiting bigint;
  settled bigint := 0;
begin
  -- One table after the other, so that the planner has no choice.
  ids := array(
    select c.user_id
      from ${schema}.user_email_legacy_conflicts c
     where octet_length(c.normalized_email_address) <= 2000
       and (
             select o.id
               from ${schema}.user_email_addresses o
              where o.normalized_email_address = c.normalized_email_address
                and (o.confirmed or o.institution_managed)
                and o.user_id <> c.user_id
              limit 1) is null
     order by c.user_id
     limit batch);

  for waiting in
    select u.${users_key}
      from ${schema}.${users_table} u
     where u.${users_key} = any(ids)
     order by u.${users_key}
       for no key update
  loop
    perform ${schema}.keep_legacy_email_address(waiting, true, false, false);

    if not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = waiting) then
      settled := settled + 1;
    end if;
  end loop;

  return settled;
end
$$;

comment on function ${schema}.retry_legacy_conflicts(integer) is
'Tries once more to keep legacy addresses that could not be kept and may be kept now, at most so many, and returns how many could. Locks the users concerned. pii=none';

revoke execute
    on function ${schema}.retry_legacy_conflicts(integer)
  from public;

do /* useremails */ $$
begin
  if exists (select from ${schema}.user_email_move m where m.finished_at is null) then
    perform ${schema}.note_move_event('finished', 'structure');
  end if;
end
$$;
