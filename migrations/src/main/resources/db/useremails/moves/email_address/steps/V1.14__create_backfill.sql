-- Create the procedure that runs the backfill.
--
-- Why     Each batch is a transaction of its own.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Commits each batch, so it must be called outside of a transaction. It may be ended at any moment, and
-- goes on where it stopped. A batch has as many users as fit its time, and no fewer than some hundred, unless a row
-- is held: that is waited for with pauses, in batches that become smaller.
create procedure ${schema}.backfill_user_email_addresses(
                   batch_milliseconds integer default 200,
                   rest_milliseconds integer default 0,
                   maximum_lag interval default null)
       language plpgsql
as $$
declare
  batch        integer := 500;
  looked_at    integer;
  refusals     integer := 0;
  began        timestamp with time zone;
  took         double precision;
  lag          interval := maximum_lag;
  replicas     integer := 0;
  asked_at     timestamp with time zone;
  obstacle     pg_catalog.text;
  held_because pg_catalog.text;
  held_since   timestamp with time zone;
  is_patient   boolean := true;
begin
  -- What the role may not see is an error only where somebody asked for it.
  begin
    select r.replicas
      into replicas
      from ${schema}.user_email_replicas() r;
    lag := coalesce(lag, interval '10 seconds');
  exception
    when insufficient_privilege then
      if maximum_lag is not null then
        raise;
      end if;

      raise warning 'the backfill does not wait for replicas: role % may not see how far they are behind', current_user
        using hint = pg_catalog.format('grant pg_monitor to %I', current_user);
  end;

  loop
    commit;
    set transaction isolation level read committed;

    if asked_at is null
       or held_because is not null
       or asked_at < pg_catalog.clock_timestamp() - interval '1 second'
    then
      asked_at := pg_catalog.clock_timestamp();
      obstacle := ${schema}.user_email_backfill_obstacle(lag, replicas);

      -- Some vacuums take hours, and some sessions wait for ever.
      is_patient := obstacle is null
                    or obstacle ~ '^(paused|a replica)'
                    or is_patient and coalesce(asked_at - held_since < interval '10 minutes', true);

      if obstacle = 'a replica has disconnected' and asked_at - held_since > interval '1 minute' then
        if maximum_lag is not null then
          raise exception 'a replica has disconnected, so nobody knows how far it is behind'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'What was copied stays. Run it again when the replica is back, or is not to come back.';
        end if;

        replicas := 0;
      end if;

      if obstacle is not null and is_patient then
        if held_because is null then
          held_since := asked_at;
          held_because := obstacle;

          if obstacle !~ '^paused' then
            perform ${schema}.note_move_event('held', 'backfill', obstacle);
          end if;
        end if;

        commit;
        perform pg_catalog.pg_sleep(0.5);
        continue;
      end if;

      if held_because is not null then
        if held_because !~ '^paused' then
          perform ${schema}.note_move_event(
                    'went_on',
                    'backfill',
                    pg_catalog.format(
                      'after %s seconds',
                      pg_catalog.round(extract(epoch from asked_at - held_since))));
        end if;

        held_because := null;
        held_since := null;
      end if;
    end if;

    began := pg_catalog.clock_timestamp();

    begin
      looked_at := ${schema}.copy_legacy_email_addresses(batch);
      refusals := 0;
    exception
      when lock_not_available or deadlock_detected or serialization_failure then
        refusals := refusals + 1;
        looked_at := null;

        if refusals = 600 then
          raise;
        end if;
    end;

    commit;
    exit when looked_at = 0;

    -- At most doubled or halved at once, so that one slow batch says little.
    took := 1000::double precision * extract(epoch from pg_catalog.clock_timestamp() - began)::double precision;
    -- One type throughout: a procedure that commits finds operators by the path of the session, and a stranger's
    -- operator of two types would be a better match.
    batch := least(
      50000::double precision,
      greatest(
        case when looked_at is null then 10::double precision else 200::double precision end,
        batch::double precision * least(
          2::double precision,
          greatest(
            0.5::double precision,
            batch_milliseconds::double precision / greatest(took, 0.001::double precision)))))::integer;

    if looked_at is null then
      perform pg_catalog.pg_sleep(0.05::double precision + 0.1::double precision * pg_catalog.random());
    elsif rest_milliseconds > 0 then
      perform pg_catalog.pg_sleep(rest_milliseconds::double precision / 1000::double precision);
    end if;
  end loop;
end
$$;

comment on procedure ${schema}.backfill_user_email_addresses(integer, integer, interval) is
'Copies all legacy addresses, batch by batch, each of about so many milliseconds and in a transaction of its own, with a rest after each, while no replica is further behind than so long (10 seconds, where the role may see it). Watch user_email_move_progress(). pii=none';

revoke execute
    on procedure ${schema}.backfill_user_email_addresses(integer, integer, interval)
  from public;
