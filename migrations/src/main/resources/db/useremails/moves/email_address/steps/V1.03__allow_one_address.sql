-- Add the constraint that allows one address for each user.
--
-- Why     The column holds one address, so every step can be undone without loss only if users have one address.
-- Locks   share row exclusive on users and access exclusive on user_email_addresses, to add a constraint without
--         validating it.
-- Time    milliseconds; before the locks, one pass over the addresses. Fails after the lock timeout,
--         which covers both locks together; run it again.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Autovacuum yields only to sessions that wait longer than deadlock_timeout, and never when it prevents transaction id
-- wraparound. Its worker has no user, which every role may see.
create or replace function ${schema}.autovacuum_of(schema_name text, table_name text)
        returns text
       language sql
         stable
            set search_path = pg_catalog, pg_temp
as $$
  select format(
           'Autovacuum (process %s) works on %s.%s. It yields only to a lock timeout of more than %s ms: '
           'raise the timeout for this run, or cancel it with "select pg_cancel_backend(%s)", and run this again.',
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
'The autovacuum that works on a table and how to get past it, in one sentence; null if there is none. pii=none';

revoke execute
    on function ${schema}.autovacuum_of(text, text)
  from public;

-- For steps that lock both tables: sessions queued behind them wait no longer than one lock timeout in total.
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
        raise exception 'could not lock table %.% within the lock timeout', '${schema}', wanted.name
          using errcode = 'lock_not_available',
                schema = '${schema}',
                table = wanted.name,
                hint = coalesce(
                         ${schema}.autovacuum_of('${schema}', wanted.name),
                         'Nothing was changed. Run it again; "useremails status" names the session that holds the lock.');
    end;
  end loop;
end
$$;

comment on function ${schema}.lock_within_one_timeout(text[], text[]) is
'Locks tables in their order; fails if all of them together take longer than the lock timeout. pii=none';

revoke execute
    on function ${schema}.lock_within_one_timeout(text[], text[])
  from public;

-- A user has one address until the contract, because the column holds only one: so every step can be undone without
-- loss. The constraint requires that every address is primary, of which a user has only one. It is not added if users
-- may already have several addresses, after the column was brought back.
do /* useremails */ $$
declare
  may_have_more constant boolean := exists (
    select
      from ${schema}.user_email_move m
     where m.from_addresses)
    or exists (
    select
      from ${schema}.user_email_addresses e
     where not e.primary);
begin
  if not may_have_more then
    perform ${schema}.lock_within_one_timeout(
              array['${users_table}', 'user_email_addresses'],
              array['share row exclusive', 'access exclusive']);

    -- Not valid, which avoids a pass over the table under the lock. The check above has read it already.
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
