-- Allow each user one address until the column is dropped.
--
-- Why     The column can hold no more, so that every step can be taken back without a loss.
-- Locks   share row exclusive on users and access exclusive on user_email_addresses, for a constraint that is not
--         validated.
-- Time    milliseconds; before the locks, one pass over the addresses. Gives up after the lock timeout,
--         which counts for both locks together; run it again.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

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

-- For steps that lock both tables: sessions behind them wait no longer than one lock timeout for both
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
                         'Nothing was changed. Run it again; "useremails status" names who has the lock.');
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
