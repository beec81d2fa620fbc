-- Create the tables that record uses of columns.
--
-- Why     Dropping a column is safe only when nothing uses it. Works for any column of any table.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    uninstall.sql; the records are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Uses seen by the guard in the application, in the statistics of the server, or in its log.
create table ${schema}.deprecated_column_uses (
  -- the column
  relation_name    text        not null collate "C",
  column_name      text        not null collate "C",

  -- the user of the column
  found_by         text        not null collate "C",
  role_name        text        not null collate "C" default '',
  application_name text        not null collate "C" default '',
  place            text        not null collate "C" default '',

  -- number and time
  uses             bigint      not null,
  first_used_at    timestamptz not null,
  last_used_at     timestamptz not null,

  constraint deprecated_column_uses_pkey
     primary key (relation_name, column_name, found_by, role_name, application_name, place),

  constraint deprecated_column_uses_place_is_short
       check (octet_length(place) <= 1000),

  constraint deprecated_column_uses_uses_are_counted
       check (uses >= 0)
);

comment on table ${schema}.deprecated_column_uses is
'Uses of a deprecated column: one row for each place that uses it. pii=none';
comment on column ${schema}.deprecated_column_uses.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.deprecated_column_uses.column_name is
'The column. pii=none';
comment on column ${schema}.deprecated_column_uses.found_by is
'The finder: guard, pg_stat_statements, pg_stat_activity, or a name that the application chooses. pii=none';
comment on column ${schema}.deprecated_column_uses.role_name is
'The role that used it; empty if unknown. pii=none';
comment on column ${schema}.deprecated_column_uses.application_name is
'The application that used it; empty if unknown. pii=none';
comment on column ${schema}.deprecated_column_uses.place is
'Where: a line of code, or the queryid of a statement; empty if unknown. pii=none';
comment on column ${schema}.deprecated_column_uses.uses is
'How often the use was seen: a number from 0. pii=none';
comment on column ${schema}.deprecated_column_uses.first_used_at is
'When the use was first seen. pii=none';
comment on column ${schema}.deprecated_column_uses.last_used_at is
'When the use was last seen. pii=none';

-- When the statistics of the server were checked for uses of a column. A pause of more than a day ends a period, and
-- so does a check that could not see everything.
create table ${schema}.deprecated_column_observations (
  -- the column
  relation_name text        not null collate "C",
  column_name   text        not null collate "C",

  -- time and number
  began_at      timestamptz not null,
  last_look_at  timestamptz not null,
  looks         bigint      not null,

  constraint deprecated_column_observations_pkey
     primary key (relation_name, column_name, began_at)
);

comment on table ${schema}.deprecated_column_observations is
'Periods in which uses of a column were observed without a pause of more than a day: one row for each. pii=none';
comment on column ${schema}.deprecated_column_observations.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.deprecated_column_observations.column_name is
'The column. pii=none';
comment on column ${schema}.deprecated_column_observations.began_at is
'When the period''s first check ran. pii=none';
comment on column ${schema}.deprecated_column_observations.last_look_at is
'When the period''s last check ran. pii=none';
comment on column ${schema}.deprecated_column_observations.looks is
'How many checks ran in the period: a number from 1. pii=none';

-- Security definer: a role that reports uses must not be able to read or forge those of others.
create function ${schema}.record_deprecated_column_use(
          used_relation    text,
          used_column      text,
          found_by         text,
          role_name        text,
          application_name text,
          place            text,
          uses             bigint)
        returns void
       language sql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
begin atomic
  insert into ${schema}.deprecated_column_uses as d (
    relation_name,
    column_name,
    found_by,
    role_name,
    application_name,
    place,
    uses,
    first_used_at,
    last_used_at)
  values (
    used_relation,
    used_column,
    found_by,
    coalesce(role_name, ''),
    coalesce(application_name, ''),
    coalesce(left(place, 250), ''),
    uses,
    now(),
    now())
      on conflict on constraint deprecated_column_uses_pkey
      do update
     set uses = d.uses + excluded.uses,
         last_used_at = greatest(d.last_used_at, excluded.last_used_at);
end;

comment on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint) is
'Adds a number of uses to the record of a column. The place is truncated to 250 characters. pii=none';

revoke execute
    on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
  from public;
