-- Create the record of uses of columns.
--
-- Why     A column is dropped when nobody uses it, and somebody always does. For any column of any table.
-- Locks   access exclusive on the new tables only.
-- Time    constant.
-- Undo    uninstall.sql; what was recorded is lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- What was seen of a column's users: by the guard in the application, in the statistics of the server, in
-- its log.
create table ${schema}.deprecated_column_uses (
  -- what
  relation_name    text        not null collate "C",
  column_name      text        not null collate "C",

  -- who, and where
  found_by         text        not null collate "C",
  role_name        text        not null collate "C" default '',
  application_name text        not null collate "C" default '',
  place            text        not null collate "C" default '',

  -- how often, and when
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
'Who used a column that is to go: one row for each place. pii=none';
comment on column ${schema}.deprecated_column_uses.relation_name is
'The table, with its schema. pii=none';
comment on column ${schema}.deprecated_column_uses.column_name is
'The column. pii=none';
comment on column ${schema}.deprecated_column_uses.found_by is
'What saw it: guard, pg_stat_statements, pg_stat_activity, or what the application calls it. pii=none';
comment on column ${schema}.deprecated_column_uses.role_name is
'The role that used it; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.application_name is
'The application that used it; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.place is
'Where: a line of code, or the queryid of a statement; empty where that is not known. pii=none';
comment on column ${schema}.deprecated_column_uses.uses is
'How often it was seen: a number from 0. pii=none';
comment on column ${schema}.deprecated_column_uses.first_used_at is
'When it was seen first. pii=none';
comment on column ${schema}.deprecated_column_uses.last_used_at is
'When it was seen last. pii=none';

-- When somebody looked at the statistics of the server for uses of a column. A pause of more than a day ends a
-- period, and so does a look that could not see everything.
create table ${schema}.deprecated_column_observations (
  -- what
  relation_name text        not null collate "C",
  column_name   text        not null collate "C",

  -- when, and how often
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
'When the first look of the period was. pii=none';
comment on column ${schema}.deprecated_column_observations.last_look_at is
'When the last look of the period was. pii=none';
comment on column ${schema}.deprecated_column_observations.looks is
'How many looks there were: a number from 1. pii=none';

-- With the rights of its owner: a role that reports must not be able to read or forge the rest.
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
'Notes that a column was used so many times more. The place is cut after 250 characters. pii=none';

revoke execute
    on function ${schema}.record_deprecated_column_use(text, text, text, text, text, text, bigint)
  from public;
