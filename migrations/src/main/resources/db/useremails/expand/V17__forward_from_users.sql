-- Forward what is written to users.${legacy_column}.
--
-- Why     Old releases and raw SQL write the column, and new releases read the addresses.
-- Phase   expand. From here on every write of the column is in the addresses, too.
-- Locks   share row exclusive on users: writers wait, readers do not.
-- Time    milliseconds. Gives up after the lock timeout; run it again.
-- Undo    docs/operations/undo/V17.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$);

-- Thin, so that docs/operations/move/stop-forwarding.sql can replace it by an empty one: that takes no
-- lock on the table.
create function ${schema}.forward_legacy_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}
as $$
declare
  address_changed   boolean := true;
  confirmed_changed boolean := true;
  managed_changed   boolean := true;
begin
  if tg_op = 'UPDATE' then
    address_changed := old.${legacy_column}::text collate "C" is distinct from new.${legacy_column}::text collate "C";
    confirmed_changed := ${schema}.legacy_email_is_confirmed(old) <> ${schema}.legacy_email_is_confirmed(new);
    managed_changed := ${schema}.legacy_email_is_institution_managed(old) <> ${schema}.legacy_email_is_institution_managed(new);
  end if;

  if address_changed or confirmed_changed or managed_changed then
    perform ${schema}.keep_legacy_email_address(new.${users_key}, address_changed, confirmed_changed, managed_changed);
  end if;

  return null;
end
$$;

comment on function ${schema}.forward_legacy_email_address() is
'Trigger: keeps the addresses in step with the legacy column. pii=none';

-- Whoever may execute it could put it on a table of their own, and write here with the rights of its
-- owner. Firing needs no such right.
revoke execute
    on function ${schema}.forward_legacy_email_address()
  from public;

-- An index makes whoever writes an address wait for a transaction that writes the same one. Twice as long
-- as a migration waits: a writer who waits for nothing but a migration is not to give up.
do $$
begin
  execute format(
    'alter function ${schema}.forward_legacy_email_address() set lock_timeout = %s',
    (
      select least(2147483647, 2 * s.setting::bigint)
        from pg_settings s
       where s.name = 'lock_timeout'));
end
$$;

create function ${schema}.refuse_truncate_while_forwarding()
        returns trigger
       language plpgsql
            set search_path = pg_catalog, ${schema}
as $$
begin
  raise exception 'table % cannot be truncated while email addresses are forwarded', tg_table_name
    using errcode = 'object_not_in_prerequisite_state',
          hint = 'No trigger sees the rows go, and the two sides would differ. Use delete.';
end
$$;

comment on function ${schema}.refuse_truncate_while_forwarding() is
'Trigger: truncate would empty one side only. pii=none';

-- After, since another trigger may still change the row before; by value, since an update may change
-- the column without naming it.
do $$
begin
  if exists (select from ${schema}.user_email_move m where m.finished_at is null) then
    create trigger users_forward_email_address_after_insert
     after insert
        on ${schema}.${users_table}
       for each row
      when (new.${legacy_column} is not null)
    execute function ${schema}.forward_legacy_email_address();

    -- Where the conditions depend on no column, an update of another one costs nothing. Otherwise the
    -- function looks: a condition of the trigger would be evaluated with the rights of the writer.
    if lower(btrim($condition$ ${legacy_confirmed} $condition$)) in ('true', 'false')
       and lower(btrim($condition$ ${legacy_institution_managed} $condition$)) in ('true', 'false') then
      create trigger users_forward_email_address_after_update
       after update
          on ${schema}.${users_table}
         for each row
        when (old.${legacy_column}::text collate "C" is distinct from new.${legacy_column}::text collate "C")
      execute function ${schema}.forward_legacy_email_address();
    else
      create trigger users_forward_email_address_after_update
       after update
          on ${schema}.${users_table}
         for each row
      execute function ${schema}.forward_legacy_email_address();
    end if;

    create trigger users_refuse_truncate_while_forwarding
    before truncate
        on ${schema}.${users_table}
       for each statement
    execute function ${schema}.refuse_truncate_while_forwarding();

    comment on trigger users_forward_email_address_after_insert
         on ${schema}.${users_table} is
    'The addresses say what the legacy column says.';
    comment on trigger users_forward_email_address_after_update
         on ${schema}.${users_table} is
    'The addresses say what the legacy column says.';
    comment on trigger users_refuse_truncate_while_forwarding
         on ${schema}.${users_table} is
    'Neither side is emptied alone.';
  end if;
end
$$;
