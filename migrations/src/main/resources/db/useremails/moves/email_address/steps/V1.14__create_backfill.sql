-- Create the procedure that runs the backfill.
--
-- Why     Each batch runs in a transaction of its own.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Commits each batch, so it must be called outside a transaction. It may be ended at any moment, and the next call
-- continues where it stopped. A batch is sized to fit its time, but has at least a few hundred users. If a row is
-- locked, the procedure retries with pauses and smaller batches.
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
  -- A missing privilege is an error only if the caller has given a lag.
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

      raise warning 'the backfill does not wait for replicas: role % may not see their lag', current_user
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

      -- Some vacuums take hours, and some sessions wait forever, so patience is limited.
      is_patient := obstacle is null
                    or obstacle ~ '^(paused|a replica)'
                    or is_patient and coalesce(asked_at - held_since < interval '10 minutes', true);

      if obstacle = 'a replica has disconnected' and asked_at - held_since > interval '1 minute' then
        if maximum_lag is not null then
          raise exception 'a replica has disconnected, so its lag is unknown'
            using errcode = 'object_not_in_prerequisite_state',
                  hint = 'Copied addresses stay. Run it again when the replica is back, or has been removed for good.';
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

    -- At most doubled or halved, so that one slow batch has little effect.
    took := 1000::double precision * extract(epoch from pg_catalog.clock_timestamp() - began)::double precision;
    -- One type throughout: a procedure that commits resolves operators by the session's search_path, where another
    -- role's operator for two different types would be a better match.
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
'Copies all legacy addresses in batches, each of about the given number of milliseconds, in a transaction of its own and followed by the given rest, while no replica exceeds the given lag (10 seconds by default, if the role may see it). Watch user_email_move_progress(). pii=none';

revoke execute
    on procedure ${schema}.backfill_user_email_addresses(integer, integer, interval)
  from public;
