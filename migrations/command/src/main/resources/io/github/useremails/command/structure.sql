-- What would fail because of the table or the server. One row for each finding, with the next step. The findings that
-- V1.01__check_the_table rejects are in the same order there.
with recursive
     target as (
       select to_regclass('${schema}.${users_table}') as oid),
     users as (
       select c.oid,
              c.relkind,
              c.relpersistence,
              c.relispartition,
              c.relowner
         from target t
         join pg_class c
           on c.oid = t.oid),
     legacy as (
       select a.attrelid,
              a.attnum,
              a.atttypid,
              a.atttypmod,
              a.attnotnull,
              a.attgenerated
         from users u
         join pg_attribute a
           on a.attrelid = u.oid
          and a.attname = '${legacy_column}'
          and not a.attisdropped),
     -- If the move has begun, one of its functions contains the column that it reads.
     moved as (
       select substring(p.prosrc from 'is_blank_email_address\(kept[.](\w+)\)') as name
         from pg_proc p
        where p.pronamespace = to_regnamespace('${schema}')
          and p.proname = 'keep_legacy_email_address'),
     -- A domain, its base type, and so on.
     types as (
       select t.oid,
              t.typname,
              t.typtype,
              t.typcategory,
              t.typbasetype,
              t.typnotnull
         from legacy l
         join pg_type t
           on t.oid = l.atttypid
        union all
       select b.oid,
              b.typname,
              b.typtype,
              b.typcategory,
              b.typbasetype,
              b.typnotnull
         from types t
         join pg_type b
           on b.oid = t.typbasetype)
select f.severity,
       f.finding,
       f.next_step
  from (
         select 'stops' as severity,
                'there is no table ${schema}.${users_table}' as finding,
                'name it with --schema and --users-table, or in flyway.toml' as next_step
           from target t
          where t.oid is null
          union all
         select 'stops',
                'the move reads column ' || m.name || ', but the settings name ${legacy_column}',
                'use the same legacy_column for every step, in flyway.toml or as an option'
           from moved m
          where m.name <> '${legacy_column}'
          union all
         select 'stops',
                '${users_table} is ' || case u.relkind when 'p' then 'partitioned' when 'f' then 'a foreign table' when 'v' then 'a view' when 'm' then 'a materialized view' else 'not a table' end || ', and not a plain table',
                'the move needs a plain table: migrate the data into one first, or move the addresses with scripts of your own'
           from users u
          where u.relkind <> 'r'
          union all
         select 'stops',
                'table ${users_table} is ' || case u.relpersistence when 'u' then 'unlogged' else 'temporary' end || ': other tables cannot reference it',
                'alter table ${schema}.${users_table} set logged'
           from users u
          where u.relpersistence <> 'p'
          union all
         select 'stops',
                'table ${users_table} ' || case when i.inhparent = u.oid then 'has the child ' || i.inhrelid::regclass
                                                when u.relispartition then 'is a partition of ' || i.inhparent::regclass
                                                else 'inherits from ' || i.inhparent::regclass
                                           end || ': rows bypass the triggers, and the column cannot be dropped',
                'detach it: alter table ... no inherit ..., or detach partition'
           from users u
           join pg_inherits i
             on u.oid in (i.inhrelid, i.inhparent)
            and u.relkind = 'r'
          union all
         select 'stops',
                'table ${users_table} has no column ${legacy_column}: there is nothing to move',
                'name it with --legacy-column, or legacy_column in flyway.toml; to create the tables without a move: useremails expand --without-move'
           from users u
          where not exists (select from legacy)
          union all
         select 'stops',
                'column ${legacy_column} is of type ' || format_type(l.atttypid, null) || ', which is not a text type',
                'change it to text, varchar or citext'
           from legacy l
           join types t
             on t.typbasetype = 0
          where t.typcategory <> 'S'
             or t.typname = 'name'
          union all
         select 'stops',
                'column ${legacy_column} is of domain ' || t.oid::regtype || ', which does not allow null: the value of a user without an address cannot be written',
                'alter domain ' || t.oid::regtype || ' drop not null'
           from types t
          where t.typtype = 'd'
            and t.typnotnull
          union all
         select 'stops',
                'column ${legacy_column} is generated: it cannot be written, so nothing can be forwarded to it',
                'move from the column that it is computed from, or drop its expression: alter table ${schema}.${users_table} alter column ${legacy_column} drop expression'
           from legacy l
          where l.attgenerated <> ''
          union all
         select case when w.is_instead then 'stops' else 'mind' end,
                'rule ' || w.rulename || case when w.is_instead then ' replaces a write by something else: forwarded writes would be lost'
                                              else ' is on the table: "register" of the library writes in a CTE, which PostgreSQL rejects on a table with such rules' end,
                'replace it by a trigger: drop rule ' || w.rulename || ' on ${schema}.${users_table}'
           from users u
           join (
                  select r.ev_class,
                         quote_ident(r.rulename) as rulename,
                         r.is_instead
                    from pg_rewrite r
                   where r.ev_type <> '1') w
             on w.ev_class = u.oid
          union all
         select 'stops',
                '${users_table} has no unique key "${users_key}" of type bigint or integer',
                'name the key with --users-key, or create one that is valid, complete and not deferrable; uuid and text keys are not supported'
           from users u
          where not exists (
                  select
                    from pg_index i
                    join pg_attribute a
                      on a.attrelid = i.indrelid
                     and a.attnum = i.indkey[0]
                   where i.indrelid = u.oid
                     and i.indisunique
                     and i.indisvalid
                     and i.indimmediate
                     and i.indnkeyatts = 1
                     and i.indpred is null
                     and a.attname = '${users_key}'
                     and a.atttypid in ('bigint'::regtype, 'integer'::regtype))
          union all
         select 'stops',
                'role ' || current_user || ' does not own table ${users_table}, and only the owner may create triggers and drop the column',
                'migrate as ' || pg_get_userbyid(u.relowner) || ', or: grant ' || quote_ident(pg_get_userbyid(u.relowner)) || ' to ' || quote_ident(current_user)
           from users u
          where not pg_has_role(u.relowner, 'usage')
          union all
         select 'stops',
                'row-level security of table ' || s.name || ' applies to role ' || current_user || ': rows that it hides would not be moved, and would be lost with the column',
                'migrate as a role with bypassrls, or as the owner of the table without "force row level security"'
           from (
                  values ('${schema}.${users_table}'),
                         ('${schema}.user_email_addresses')) as s (name)
          where row_security_active(to_regclass(s.name))
          union all
         select 'mind',
                'row-level security of table ${users_table} does not apply to role ' || current_user || ', with whose rights the functions of the move run: they see all rows',
                'check that the policies are still correct for the tables user_email_*'
           from users u
           join pg_class c
             on c.oid = u.oid
          where c.relrowsecurity
            and not row_security_active(u.oid)
          union all
         select 'stops',
                'the database encoding is ' || current_setting('server_encoding') || ', but UTF8 is required',
                'move the database into one with encoding UTF8: pg_dump, createdb --encoding=UTF8, pg_restore'
          where current_setting('server_encoding') <> 'UTF8'
          union all
         select 'stops',
                'the server is PostgreSQL ' || current_setting('server_version') || ', which is older than 15',
                'upgrade the server to PostgreSQL 15 or newer'
          where current_setting('server_version_num')::integer < 150000
          union all
         select 'stops',
                'role ' || current_user || ' may not create tables in schema ${schema}',
                'grant create on schema ${schema} to ' || quote_ident(current_user)
           from pg_namespace n
          where n.nspname = '${schema}'
            and not has_schema_privilege(n.oid, 'create')
          union all
         select 'mind',
                'trigger ' || g.tgname || ' runs before writes and may change the column: forwarding copies the changed value',
                'read the trigger; if it returns null, forwarded writes are lost'
           from users u
           join pg_trigger g
             on g.tgrelid = u.oid
            and not g.tgisinternal
            and g.tgtype & 2 = 2
            and g.tgname !~ '^users_.*_while_forwarding$'
          union all
         select 'mind',
                'column ${legacy_column} does not allow null: a user without an address will have a blank text',
                'make old releases treat a blank text as no address, or: alter table ${schema}.${users_table} alter column ${legacy_column} drop not null'
           from legacy l
          where l.attnotnull
          union all
         select 'mind',
                'column ${legacy_column} holds at most ' || l.atttypmod - 4 || ' characters: a longer address cannot be written on either side',
                'alter table ${schema}.${users_table} alter column ${legacy_column} type ' || case when l.atttypid = 'bpchar'::regtype then 'text' else 'varchar(254)' end
           from legacy l
          where l.atttypmod between 5 and 257
            and l.atttypid in ('varchar'::regtype, 'bpchar'::regtype)
          union all
         select 'mind',
                'domain ' || t.oid::regtype || ' checks column ${legacy_column}: it must allow null, and every address that the new side may write',
                'check its constraints: ' || string_agg(pg_get_constraintdef(c.oid), ' and ' order by c.conname)
           from types t
           join pg_constraint c
             on c.contypid = t.oid
            and c.contype = 'c'
          group by t.oid
          union all
         select 'note',
                'column ${legacy_column} is of type citext, which ignores case; the addresses are compared by their own rules',
                'nothing to do: values are copied verbatim'
           from types t
          where t.typname = 'citext'
          union all
         select 'mind',
                'foreign key ' || c.conname || ' of ' || c.conrelid::regclass || ' has column ${legacy_column}: what new releases write must satisfy it too',
                'drop it before new releases write, or make it "on update cascade"'
           from legacy l
           join pg_constraint c
             on c.contype = 'f'
            and (   c.conrelid = l.attrelid
                and l.attnum = any(c.conkey)
                 or c.confrelid = l.attrelid
                and l.attnum = any(c.confkey)
                and c.confupdtype in ('a', 'r'))
          union all
         select 'mind',
                'foreign key ' || c.conname || ' of ' || c.conrelid::regclass || ' is "on update cascade", so the application may change ${users_key}: after V4 that fails for a user who has an address',
                'do not change keys of users during the move and after it'
           from users u
           join pg_attribute a
             on a.attrelid = u.oid
            and a.attname = '${users_key}'
           join pg_constraint c
             on c.contype = 'f'
            and c.confrelid = u.oid
            and a.attnum = any(c.confkey)
            and c.confupdtype in ('c', 'n', 'd')
            and c.conrelid <> coalesce(to_regclass('${schema}.user_email_addresses'), 0)
            and c.conrelid::regclass::text !~ '(^|\.)user_email_'
          union all
         select 'mind',
                'a subscription writes table ${users_table}: its writes are not forwarded, because they fire no trigger',
                'end the subscription before the move, or replicate both tables'
           from users u
           join pg_subscription_rel r
             on r.srrelid = u.oid
          union all
         select 'mind',
                'publication ' || p.pubname || ' has table ${users_table}',
                'also publish user_email_addresses after "expand"'
           from pg_publication_tables p
          where p.schemaname = '${schema}'
            and p.tablename = '${users_table}'
          union all
         select 'mind',
                'session ' || a.pid || ' of ' || coalesce(a.usename, 'nobody') || ' (' || a.application_name
                  || ') has been in a transaction for ' || date_trunc('second', now() - a.xact_start)
                  || ': migrations may not acquire their locks',
                'wait until it ends; "expand" retries each step'
           from pg_stat_activity a
          where a.datname = current_database()
            and a.pid <> pg_backend_pid()
            and a.xact_start < now() - interval '1 minute'
          union all
         select 'mind',
                'session ' || l.pid || ' vacuums, analyzes or alters table ${users_table}: migrations cannot acquire their locks before it ends',
                'wait until it ends; an autovacuum to prevent wraparound does not yield: see pg_stat_progress_vacuum'
           from users u
           join pg_locks l
             on l.relation = u.oid
            and l.pid <> pg_backend_pid()
            and l.granted
            and l.mode in ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
          union all
         select 'mind',
                'role ' || current_user || ' cannot see the activity of other roles: long transactions and the lag of replicas stay hidden'
                  || case when exists (select from pg_stat_replication) then ', and "backfill --max-lag" does not work' else '' end,
                'grant pg_monitor to ' || quote_ident(current_user)
          where not pg_has_role('pg_read_all_stats', 'usage')
       ) f
 order by case f.severity when 'stops' then 1 when 'mind' then 2 else 3 end,
          f.finding
