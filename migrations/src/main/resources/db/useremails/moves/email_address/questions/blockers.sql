-- Which sessions block a migration? One row for each session that has used users in a transaction that is still open,
-- the oldest first.
select a.pid,
       a.usename as role,
       a.application_name,
       a.state,
       now() - a.xact_start as open_for,
       string_agg(distinct l.mode, ', ') as locks
  from pg_locks l
  join pg_stat_activity a
    on a.pid = l.pid
 where l.relation = '${schema}.${users_table}'::regclass
   and a.pid <> pg_backend_pid()
 group by a.pid,
          a.usename,
          a.application_name,
          a.state,
          a.xact_start
 order by a.xact_start;
