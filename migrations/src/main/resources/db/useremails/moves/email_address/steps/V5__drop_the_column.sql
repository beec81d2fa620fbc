-- Drop users.${legacy_column} and the forwarding.
--
-- Why     As long as the column exists, some client will use it.
-- Phase   the last step, which runs only if it is the target. Fails unless the verification passed 7 days ago and uses
--         of the column have been observed since; setting useremails.contract_wait changes the time. Does not wait if
--         users is empty.
-- Locks   access exclusive on users and on user_email_addresses: readers and writers wait.
-- Time    milliseconds with the locks; before them, one pass over both tables. Fails after the lock
--         timeout, which covers all locks together; run it again.
-- Undo    undo/5_contract.sql brings the column back; the steps bring values and forwarding back.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
-- Fail instead of comparing only the rows that a policy shows.
set local row_security = off;
-- The pass may take long; the lock timeout limits only the wait for the locks.
set local statement_timeout = 0;

do /* useremails */ $$
declare
  obstacles      text;
  only_conflicts boolean;
  was_empty      boolean := false;
  has_column     constant boolean := exists (
    select
      from pg_catalog.pg_attribute a
     where a.attrelid = '${schema}.${users_table}'::regclass
       and a.attname = '${legacy_column}'
       and not a.attisdropped);
begin
  -- A table cannot be altered while it has pending trigger events.
  set constraints all immediate;

  -- All obstacles at once, so that operators need not return for each.
  select string_agg(format('%s: %s. %s', o.object, o.reason, o.next_step), E'\n  ' order by o.object, o.reason),
         bool_and(o.object = 'table user_email_legacy_conflicts')
    into obstacles,
         only_conflicts
    from ${schema}.user_email_contract_obstacles() o;

  -- The obstacles of conflicts may be gone. Retried after the pass over the tables, because it locks users.
  if only_conflicts then
    perform ${schema}.retry_legacy_conflicts();

    if not exists (select from ${schema}.user_email_legacy_conflicts c where c.accepted_at is null) then
      obstacles := null;
    end if;
  end if;

  if obstacles is not null then
    raise exception E'${users_table}.${legacy_column} cannot be dropped yet:\n  %', obstacles
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'To see the list again: select * from ${schema}.user_email_contract_obstacles()';
  end if;

  if has_column then
    was_empty := not exists (select from ${schema}.${users_table});

    -- All locks or none: a column without forwarding would lose writes. Acquired in the order of the writers: the
    -- reverse order would deadlock with a write that is being forwarded.
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['access exclusive', 'access exclusive']);

    -- Checks what was written or stopped between the first check and the lock.
    select string_agg(f.fault, E'\n  ' order by f.fault)
      into obstacles
      from (
             select 'a conflict is open: ' || count(*) as fault
               from ${schema}.user_email_legacy_conflicts c
              where c.accepted_at is null
             having count(*) > 0
              union all
             select f.fault
               from ${schema}.user_email_forwarding_faults() f
              union all
             -- The first check skips an empty table.
             select 'the first user was added during the check: run it again'
              where was_empty
                and exists (select from ${schema}.${users_table})
           ) f;

    if obstacles is not null then
      raise exception E'${users_table}.${legacy_column} cannot be dropped yet:\n  %', obstacles
        using errcode = 'object_not_in_prerequisite_state',
              hint = 'To see the list again: select * from ${schema}.user_email_contract_obstacles()';
    end if;

    drop view ${schema}.user_email_addresses_with_legacy;

    drop trigger users_forward_email_address_after_insert on ${schema}.${users_table};
    drop trigger users_forward_email_address_after_update on ${schema}.${users_table};
    drop trigger users_refuse_truncate_while_forwarding on ${schema}.${users_table};
    drop trigger user_email_addresses_forward_primary_after_insert on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_forward_primary_after_update on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_clear_legacy_after_delete on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_clear_legacy_after_update on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_settle_conflicts_after_delete on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_settle_conflicts_after_update on ${schema}.user_email_addresses;
    drop trigger user_email_addresses_refuse_truncate_while_forwarding on ${schema}.user_email_addresses;

    -- From now on a user may have several addresses.
    alter table ${schema}.user_email_addresses
           drop constraint if exists user_email_addresses_one_address_until_contract;

    -- Without cascade: remaining dependencies are obstacles, which were reported above.
    alter table ${schema}.${users_table}
           drop column ${legacy_column};

    perform ${schema}.note_move_event(
              'finished',
              'contract',
              format(
                '${users_table}.${legacy_column} was dropped, with %s accepted conflicts',
                (
                  select count(*)
                    from ${schema}.user_email_legacy_conflicts c)));
  end if;

  drop function ${schema}.user_email_contract_obstacles(interval);
  drop function ${schema}.user_email_contract_wait();
  drop function ${schema}.waive_contract_check(text, text);
  drop function ${schema}.user_email_move_problems();
  drop function ${schema}.user_email_forwarding_faults();
  drop procedure ${schema}.backfill_user_email_addresses(integer, integer, interval);
  drop function ${schema}.user_email_move_progress();
  drop function ${schema}.resume_user_email_move();
  drop function ${schema}.pause_user_email_move(text);
  drop function ${schema}.user_email_backfill_obstacle(interval, integer);
  drop function ${schema}.user_email_replicas();
  drop function ${schema}.copy_legacy_email_addresses(integer);
  drop function ${schema}.fill_legacy_email_addresses(bigint, bigint, integer);
  drop function ${schema}.forget_legacy_email_address(bigint);
  drop function ${schema}.free_email_address();
  drop function ${schema}.clear_legacy_email_address();
  drop function ${schema}.forward_primary_email_address();
  drop function ${schema}.take_legacy_email_address(text, bigint);
  drop function ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint);
  drop function ${schema}.empty_legacy_email_address(bigint);
  drop function ${schema}.refuse_truncate_while_forwarding();
  drop function ${schema}.forward_legacy_email_address();
  drop function ${schema}.accept_legacy_conflicts(bigint[], text);
  drop function ${schema}.retry_legacy_conflicts(integer);
  drop function ${schema}.settle_legacy_conflicts(text);
  drop function ${schema}.keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[]);
  drop function ${schema}.keep_legacy_email_address(bigint, boolean, boolean, boolean);
  drop function ${schema}.require_conditions_of_the_move(text, text, text, text);
  drop function ${schema}.lock_within_one_timeout(text[], text[]);
  drop function ${schema}.autovacuum_of(text, text);
  drop function ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table});
  drop function ${schema}.legacy_email_created_at(${schema}.${users_table});
  drop function ${schema}.legacy_email_confirmed_at(${schema}.${users_table});
  drop function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table});
  drop function ${schema}.legacy_email_is_confirmed(${schema}.${users_table});
  drop function ${schema}.is_blank_email_address(text);
  -- Kept, so that the addresses take precedence if the column comes back.
  update ${schema}.user_email_move as m
     set dropped_at = now();

  drop table ${schema}.user_email_legacy_conflicts;
end
$$;
