-- Forward writes of the addresses to users.${legacy_column}.
--
-- Why     New releases write the addresses, and old releases and raw SQL read the column.
-- Phase   from here on, every write of a primary address is also in the column.
-- Locks   share row exclusive on user_email_addresses: its writers wait, its readers do not. Row exclusive on
--         users, which blocks no reader or writer.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    undo/2_forwarding.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

do /* useremails */ $$
declare
  plain        constant text := '^([()[:space:]]|u[.][a-z_][a-z0-9_]*|is|not|null|and|or|true|false|unknown)+$';
  confirmed    constant text := case
                                  when lower($condition$ ${legacy_confirmed} $condition$) ~ plain
                                  then $condition$coalesce(( ${legacy_confirmed} ), false)$condition$
                                  else '${schema}.legacy_email_is_confirmed(u)'
                                end;
  managed      constant text := case
                                  when lower($condition$ ${legacy_institution_managed} $condition$) ~ plain
                                  then $condition$coalesce(( ${legacy_institution_managed} ), false)$condition$
                                  else '${schema}.legacy_email_is_institution_managed(u)'
                                end;
  confirmed_at constant text := case
                                  when lower($condition$ ${legacy_confirmed_at} $condition$) ~ plain
                                  then $condition$( ${legacy_confirmed_at} )::timestamptz$condition$
                                  else '${schema}.legacy_email_confirmed_at(u)'
                                end;
  created_at   constant text := case
                                  when lower($condition$ ${legacy_created_at} $condition$) ~ plain
                                  then $condition$( ${legacy_created_at} )::timestamptz$condition$
                                  else '${schema}.legacy_email_created_at(u)'
                                end;
begin
  create trigger user_email_addresses_forward_primary_after_insert
   after insert
      on ${schema}.user_email_addresses
         referencing new table as addresses_after
     for each statement
  execute function ${schema}.forward_primary_email_address();

  create trigger user_email_addresses_forward_primary_after_update
   after update
      on ${schema}.user_email_addresses
         referencing old table as addresses_before
                     new table as addresses_after
     for each statement
  execute function ${schema}.forward_primary_email_address();

  create constraint trigger user_email_addresses_clear_legacy_after_delete
      after delete
         on ${schema}.user_email_addresses
            deferrable initially deferred
   for each row
       when (old.primary)
    execute function ${schema}.clear_legacy_email_address();

  create constraint trigger user_email_addresses_clear_legacy_after_update
      after update
         on ${schema}.user_email_addresses
            deferrable initially deferred
   for each row
       when (    old.primary
             and (   not new.primary
                  or old.user_id <> new.user_id))
    execute function ${schema}.clear_legacy_email_address();

  create trigger user_email_addresses_settle_conflicts_after_delete
   after delete
      on ${schema}.user_email_addresses
         referencing old table as addresses_before
     for each statement
  execute function ${schema}.free_email_address();

  create trigger user_email_addresses_settle_conflicts_after_update
   after update
      on ${schema}.user_email_addresses
         referencing old table as addresses_before
                     new table as addresses_after
     for each statement
  execute function ${schema}.free_email_address();

  create trigger user_email_addresses_refuse_truncate_while_forwarding
  before truncate
      on ${schema}.user_email_addresses
     for each statement
  execute function ${schema}.refuse_truncate_while_forwarding();

  comment on trigger user_email_addresses_forward_primary_after_insert
       on ${schema}.user_email_addresses is
  'The legacy column matches the primary address.';
  comment on trigger user_email_addresses_forward_primary_after_update
       on ${schema}.user_email_addresses is
  'The legacy column matches the primary address.';
  comment on trigger user_email_addresses_clear_legacy_after_delete
       on ${schema}.user_email_addresses is
  'The legacy column is empty for a user without addresses.';
  comment on trigger user_email_addresses_clear_legacy_after_update
       on ${schema}.user_email_addresses is
  'The legacy column is empty for a user without addresses.';
  comment on trigger user_email_addresses_settle_conflicts_after_delete
       on ${schema}.user_email_addresses is
  'A user who waits for an address gets it when it becomes free.';
  comment on trigger user_email_addresses_settle_conflicts_after_update
       on ${schema}.user_email_addresses is
  'A user who waits for an address gets it when it becomes free.';
  comment on trigger user_email_addresses_refuse_truncate_while_forwarding
       on ${schema}.user_email_addresses is
  'Neither side can be emptied alone.';

  -- For new releases that read before the end of the backfill: a user without an address gets the legacy one, unless
  -- another user has claimed it. An expression that fails for a user must not fail the reader. So the view calls its
  -- function, unless the expression consists only of columns, "is null" and the like.
  execute replace(replace(replace(replace($view$
  create view ${schema}.user_email_addresses_with_legacy as
  select e.id,
         e.user_id,
         e.email_address,
         e.normalized_email_address,
         e.primary,
         e.confirmed,
         e.institution_managed,
         e.institution_id,
         e.confirmed_at,
         e.created_at,
         e.updated_at
    from ${schema}.user_email_addresses e
   union all
  select - l.id,
         l.id,
         l.address,
         l.key,
         true,
         l.confirmed,
         l.institution_managed,
         null,
         case when l.confirmed then l.confirmed_at end,
         coalesce(l.created_at, timestamptz 'epoch'),
         timestamptz 'epoch'
    from (
           select u.${users_key} as id,
                  u.${legacy_column}::text collate "C" as address,
                  ${schema}.normalized_email_address(u.${legacy_column}) collate "C" as key,
                  /* confirmed */ as confirmed,
                  /* managed */ as institution_managed,
                  /* confirmed_at */ as confirmed_at,
                  /* created_at */ as created_at
             from ${schema}.${users_table} u
            where not ${schema}.is_blank_email_address(u.${legacy_column})
         ) l
   where not exists (
           select
             from ${schema}.user_email_addresses e
            where e.user_id = l.id)
     and not exists (
           select
             from ${schema}.user_email_legacy_conflicts c
            where c.user_id = l.id)
     and not exists (
           select
             from ${schema}.user_email_addresses o
            where o.normalized_email_address = l.key
              and (o.confirmed or o.institution_managed))
  $view$,
    '/* confirmed */', confirmed),
    '/* managed */', managed),
    '/* confirmed_at */', confirmed_at),
    '/* created_at */', created_at);

  comment on view ${schema}.user_email_addresses_with_legacy is
  'One row for each address of a user, including the legacy address of users who are not copied yet. For releases that read before the end of the backfill. pii=direct';
  comment on column ${schema}.user_email_addresses_with_legacy.id is
  'Key of the row; minus users.id for a legacy address. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.user_id is
  'The user who has the address: users.id. pii=indirect';
  comment on column ${schema}.user_email_addresses_with_legacy.email_address is
  'Where mail is delivered; a legacy address with the spelling of the legacy column. pii=direct';
  comment on column ${schema}.user_email_addresses_with_legacy.normalized_email_address is
  'The key for comparisons. pii=direct';
  comment on column ${schema}.user_email_addresses_with_legacy."primary" is
  'Whether the user wants to receive mail here; true for a legacy address. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.confirmed is
  'Whether the user proved access to the mailbox. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.institution_managed is
  'Whether an institution vouches that the address belongs to the user. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.institution_id is
  'The application''s key of the institution; null if none manages the address, and for a legacy address. pii=indirect';
  comment on column ${schema}.user_email_addresses_with_legacy.confirmed_at is
  'When the user proved access; null if unknown. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.created_at is
  'When the user got the address; the epoch if unknown. pii=none';
  comment on column ${schema}.user_email_addresses_with_legacy.updated_at is
  'When the row last changed; the epoch for a legacy address. pii=none';

  perform ${schema}.note_move_event('turned_on', 'forwarding', 'from the addresses to ${users_table}.${legacy_column}');
end
$$;
