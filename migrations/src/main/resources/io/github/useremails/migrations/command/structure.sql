-- What of the table and of the server would go wrong. One row for each finding.
with target as (
       select to_regclass('${schema}.${users_table}') as oid),
     legacy as (
       select a.attrelid,
              a.attnum,
              a.atttypid
         from target t
         join pg_attribute a
           on a.attrelid = t.oid
          and a.attname = '${legacy_column}'
          and not a.attisdropped)
select f.severity,
       f.finding
  from (
         select 'stops' as severity,
                'there is no table ${schema}.${users_table}' as finding
           from target t
          where t.oid is null
          union all
         select 'stops',
                'table ${users_table} is partitioned, foreign or a view, and not a plain table'
           from target t
           join pg_class c
             on c.oid = t.oid
          where c.relkind <> 'r'
          union all
         select 'stops',
                'table ${users_table} has no column ${legacy_column}: there is nothing to move'
           from target t
          where t.oid is not null
            and not exists (select from legacy)
          union all
         select 'stops',
                'column ${legacy_column} is of type ' || format_type(l.atttypid, null) || ', and not a text'
           from legacy l
          where l.atttypid not in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype)
          union all
         select 'stops',
                '${users_table} has no unique key "${users_key}" of type bigint or integer'
           from target t
          where t.oid is not null
            and not exists (
                  select
                    from pg_index i
                    join pg_attribute a
                      on a.attrelid = i.indrelid
                     and a.attnum = i.indkey[0]
                   where i.indrelid = t.oid
                     and i.indisunique
                     and i.indimmediate
                     and i.indnkeyatts = 1
                     and i.indpred is null
                     and a.attname = '${users_key}'
                     and a.atttypid in ('bigint'::regtype, 'integer'::regtype))
          union all
         select 'stops',
                'role ' || current_user || ' does not own table ${users_table}, and only the owner may make triggers and drop the column'
           from target t
           join pg_class c
             on c.oid = t.oid
          where not pg_has_role(c.relowner, 'usage')
          union all
         select 'stops',
                'the encoding of the database is ' || current_setting('server_encoding') || ', and not UTF8'
          where current_setting('server_encoding') <> 'UTF8'
          union all
         select 'stops',
                'the server is older than PostgreSQL 15'
          where current_setting('server_version_num')::integer < 150000
          union all
         select 'mind',
                'trigger ' || g.tgname || ' runs before writes and may change the column: forwarding keeps what it leaves'
           from target t
           join pg_trigger g
             on g.tgrelid = t.oid
            and not g.tgisinternal
            and g.tgtype & 2 = 2
            and g.tgname not like 'users\_%\_while\_forwarding'
          union all
         select 'mind',
                'column ${legacy_column} may not be null: a user without an address will have a blank text'
           from legacy l
           join pg_attribute a
             on a.attrelid = l.attrelid
            and a.attnum = l.attnum
          where a.attnotnull
          union all
         select 'mind',
                'column ${legacy_column} holds at most ' || a.atttypmod - 4 || ' characters: a longer address cannot be written on either side'
           from legacy l
           join pg_attribute a
             on a.attrelid = l.attrelid
            and a.attnum = l.attnum
          where a.atttypmod between 5 and 257
          union all
         select 'mind',
                'constraint ' || c.conname || ' checks column ${legacy_column}: it must allow ' || case when a.attnotnull then 'blanks' else 'null' end || ', and every address'
           from legacy l
           join pg_attribute a
             on a.attrelid = l.attrelid
            and a.attnum = l.attnum
           join pg_constraint c
             on c.conrelid = l.attrelid
            and c.contype = 'c'
            and l.attnum = any(c.conkey)
          union all
         select 'stops',
                'role ' || current_user || ' may not create tables in schema ${schema}'
           from pg_namespace n
          where n.nspname = '${schema}'
            and not has_schema_privilege(n.oid, 'create')
          union all
         select 'mind',
                'a subscription writes table ${users_table}: what it writes is not forwarded, since its writes fire no trigger'
           from target t
           join pg_subscription_rel r
             on r.srrelid = t.oid
          union all
         select 'mind',
                'publication ' || p.pubname || ' has table ${users_table}: publish user_email_addresses, too'
           from pg_publication_tables p
          where p.schemaname = '${schema}'
            and p.tablename = '${users_table}'
          union all
         select 'mind',
                'session ' || a.pid || ' of ' || coalesce(a.usename, 'nobody') || ' (' || a.application_name
                  || ') has been in a transaction for ' || date_trunc('second', now() - a.xact_start)
                  || ': migrations may not get their locks'
           from pg_stat_activity a
          where a.datname = current_database()
            and a.pid <> pg_backend_pid()
            and a.xact_start < now() - interval '1 minute'
       ) f
 order by f.severity desc,
          f.finding
