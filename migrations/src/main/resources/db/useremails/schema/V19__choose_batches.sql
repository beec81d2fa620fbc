-- Create the functions that choose the next batch of a planned roster.
--
-- Why     A batch must not separate people who exchange their addresses.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create function ${schema}.next_institution_roster_lines(
                  next_roster_id bigint,
                  batch_size integer)
        returns integer[]
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_sort = off
            set jit = off
begin atomic
  select array_agg(l.line)
    from ${schema}.user_email_roster_lines l
   where l.roster_id = next_roster_id
     and l.pending
     -- Lines that are settled together are applied together, however many they are.
     and l.settled_with <= coalesce(
           (
             select k.settled_with
               from ${schema}.user_email_roster_lines k
              where k.roster_id = next_roster_id
                and k.pending
              order by k.settled_with,
                       k.line
             offset batch_size - 1
              limit 1),
           2147483647);
end;

comment on function ${schema}.next_institution_roster_lines(bigint, integer) is
'The pending lines of a roster that the next batch applies: the batch size, and the rest of those that are settled together with them. Null if none is pending. pii=none';

revoke execute
    on function ${schema}.next_institution_roster_lines(bigint, integer)
  from public;

create function ${schema}.next_institution_roster_releases(
                  next_roster_id bigint,
                  batch_size integer)
        returns bigint[]
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_sort = off
            set jit = off
begin atomic
  select array_agg(n.user_email_address_id)
    from (
           select d.user_email_address_id
             from ${schema}.user_email_roster_releases d
            where d.roster_id = next_roster_id
              and d.pending
            order by d.user_email_address_id
            limit batch_size) n;
end;

comment on function ${schema}.next_institution_roster_releases(bigint, integer) is
'The addresses that the next batch of a roster releases. Null if no release is pending. pii=none';

revoke execute
    on function ${schema}.next_institution_roster_releases(bigint, integer)
  from public;
