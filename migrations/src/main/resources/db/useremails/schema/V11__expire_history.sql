-- Create the function that expires the history.
--
-- Why     The history must be deleted when its retention ends, and not before.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The owner of the database decides, not the application: a role that could delete yesterday's changes could cover
-- its tracks.
create function ${schema}.minimum_history_retention()
        returns interval
       language sql
         stable
       parallel safe
         return interval '90 days';

comment on function ${schema}.minimum_history_retention() is
'How long a change of an address stays in the history at least. Replace the function to change the time. pii=none';

revoke execute
    on function ${schema}.minimum_history_retention()
  from public;

-- Security definer, because no other role may delete from the history. It keeps the state at that time: the last
-- change of each address that existed then, and the last change of each user's primary address.
create function ${schema}.expire_user_email_address_history(expires_before timestamptz, most integer)
        returns integer
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
as $$
declare
  latest  constant timestamptz := clock_timestamp() - ${schema}.minimum_history_retention();
  before  constant timestamptz := least(expires_before, latest);
  expired integer;
begin
  if expires_before is null or most is null then
    raise exception 'the time and the number of changes must not be null'
      using errcode = 'null_value_not_allowed';
  end if;

  -- One day of tolerance, because the caller's clock and time zone may differ; no change in that day is deleted.
  if expires_before > latest + interval '1 day' then
    raise exception 'the history must be kept for at least %', ${schema}.minimum_history_retention()
      using errcode = 'invalid_parameter_value',
            hint = 'Pass an earlier time. The owner may replace the function ${schema}.minimum_history_retention().';
  end if;

  -- A change written before that time but committed after it is younger.
  delete
    from ${schema}.user_email_address_history d
   where d.id in (
           select h.id
             from ${schema}.user_email_address_history h
            where h.changed_at < before
              and not exists (
                    select
                      from ${schema}.user_email_transactions t
                     where t.transaction_id = h.transaction_id
                       and t.began_at <= h.changed_at
                       and t.committed_at >= before)
              and (   h.email_address_after is null
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.user_email_address_id = h.user_email_address_id
                           and o.changed_at < before
                           and o.id > h.id))
              and (   not ${schema}.changes_primary_email(h)
                   or exists (
                        select
                          from ${schema}.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.changed_at < before
                           and o.id > h.id
                           and ${schema}.changes_primary_email(o)
                           and not exists (
                                 select
                                   from ${schema}.user_email_transactions t
                                  where t.transaction_id = o.transaction_id
                                    and t.began_at <= o.changed_at
                                    and t.committed_at >= before)))
            order by h.changed_at
            limit most);

  get diagnostics expired = row_count;

  -- The remaining changes of a transaction get the time of its commit, and the transaction's row is no longer needed.
  with ended as (
         delete
           from ${schema}.user_email_transactions t
          where (t.transaction_id, t.began_at) in (
                  select o.transaction_id,
                         o.began_at
                    from ${schema}.user_email_transactions o
                   where o.committed_at < before
                   order by o.transaction_id
                   limit most)
         returning t.transaction_id,
                   t.began_at,
                   t.committed_at)
  update ${schema}.user_email_address_history as h
     set changed_at = t.committed_at
    from ended t
   where h.transaction_id = t.transaction_id
     and h.changed_at between t.began_at and t.committed_at
     and h.changed_at < before;

  return expired;
end
$$;

comment on function ${schema}.expire_user_email_address_history(timestamptz, integer) is
'Deletes up to the given number of changes from before a time, and returns how many. The state at that time can still be read. Fails for a time within minimum_history_retention(). pii=none';

revoke execute
    on function ${schema}.expire_user_email_address_history(timestamptz, integer)
  from public;
