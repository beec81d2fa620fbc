-- Create the functions that throttle the backfill.
--
-- Why     Replicas that fall behind, sessions that wait for a lock and autovacuum take precedence.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- If the role may not see a replica, its lag is null and would look like none. A replica that replays nothing has a
-- null lag too, so the state is checked.
create function ${schema}.user_email_replicas()
        returns table (
          replicas integer,
          lag      interval)
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
       select
         from pg_stat_replication r
        where r.state is null) then
    raise exception 'role % may not see the lag of the replicas', current_user
      using errcode = 'insufficient_privilege',
            hint = format('grant pg_monitor to %I', current_user);
  end if;

  return query
  select count(*)::integer,
         max(case
               when r.state = 'streaming' then coalesce(r.replay_lag, interval '0')
               else interval '1 year'
             end)
    from pg_stat_replication r
   where r.state in ('streaming', 'catchup');
end
$$;

comment on function ${schema}.user_email_replicas() is
'The number of connected replicas, and the lag of the slowest; null without replicas. Fails for a role that may not see it. pii=none';

revoke execute
    on function ${schema}.user_email_replicas()
  from public;

-- Called between two batches. Runs with the rights of the caller, who may see more than the owner.
create function ${schema}.user_email_backfill_obstacle(maximum_lag interval, known_replicas integer)
        returns text
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
declare
  reason   text;
  replicas record;
begin
  select 'paused: ' || m.paused_because
    into reason
    from ${schema}.user_email_move m
   where m.paused_at is not null;

  if reason is not null then
    return reason;
  end if;

  if maximum_lag is not null then
    select r.*
      into replicas
      from ${schema}.user_email_replicas() r;

    if replicas.replicas < known_replicas then
      return 'a replica has disconnected';
    elsif replicas.lag > maximum_lag then
      return 'a replica is behind';
    end if;
  end if;

  select case
           when not l.granted then format('process %s waits for a lock on %s', l.pid, l.relation::regclass)
           else format('autovacuum (process %s) works on %s', l.pid, l.relation::regclass)
         end
    into reason
    from pg_locks l
    join pg_stat_activity a
      on a.pid = l.pid
   where l.relation in ('${schema}.${users_table}'::regclass, '${schema}.user_email_addresses'::regclass)
     and l.database = (
           select d.oid
             from pg_database d
            where d.datname = current_database())
     and (   not l.granted
             and l.waitstart < clock_timestamp() - interval '1 second'
          or l.granted
             and l.mode = 'ShareUpdateExclusiveLock'
             and a.usesysid is null)
   order by l.granted,
            l.pid
   limit 1;

  return reason;
end
$$;

comment on function ${schema}.user_email_backfill_obstacle(interval, integer) is
'Why the backfill should wait: it is paused, a replica has more than the given lag or fewer are connected than given, a session waits for a lock, or autovacuum is running; null if it may continue. With a null lag, replicas are not checked. pii=none';

revoke execute
    on function ${schema}.user_email_backfill_obstacle(interval, integer)
  from public;

create function ${schema}.pause_user_email_move(reason text)
        returns void
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if coalesce(btrim(reason), '') = ''
     or length(reason) > 500
     or reason ~ '[[:cntrl:]]'
  then
    raise exception 'the reason must have 1 to 500 characters in one line'
      using errcode = 'invalid_parameter_value';
  end if;

  update ${schema}.user_email_move as m
     set paused_at = coalesce(m.paused_at, now()),
         paused_because = reason
   where m.finished_at is null;

  if not found then
    raise exception 'the backfill cannot be paused: it is finished'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  perform ${schema}.note_move_event('paused', 'backfill', reason);
end
$$;

comment on function ${schema}.pause_user_email_move(text) is
'Pauses the backfill after the current batch, in whichever process it runs, until it is resumed. Forwarding continues. Requires a reason. pii=none';

revoke execute
    on function ${schema}.pause_user_email_move(text)
  from public;

create function ${schema}.resume_user_email_move()
        returns boolean
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  update ${schema}.user_email_move as m
     set paused_at = null,
         paused_because = null
   where m.paused_at is not null;

  if found then
    perform ${schema}.note_move_event('resumed', 'backfill');
  end if;

  return found;
end
$$;

comment on function ${schema}.resume_user_email_move() is
'Resumes the backfill, if its process is still running; returns whether it was paused. pii=none';

revoke execute
    on function ${schema}.resume_user_email_move()
  from public;
