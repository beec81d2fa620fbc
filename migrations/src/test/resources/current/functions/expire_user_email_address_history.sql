CREATE OR REPLACE FUNCTION public.expire_user_email_address_history(expires_before timestamp with time zone, most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
declare
  latest  constant timestamptz := clock_timestamp() - public.minimum_history_retention();
  before  constant timestamptz := least(expires_before, latest);
  expired integer;
begin
  if expires_before is null or most is null then
    raise exception 'the time and the number of changes must not be null'
      using errcode = 'null_value_not_allowed';
  end if;

  -- One day of tolerance, because the caller's clock and time zone may differ; no change in that day is deleted.
  if expires_before > latest + interval '1 day' then
    raise exception 'the history must be kept for at least %', public.minimum_history_retention()
      using errcode = 'invalid_parameter_value',
            hint = 'Pass an earlier time. The owner may replace the function public.minimum_history_retention().';
  end if;

  -- A change written before that time but committed after it is younger.
  delete
    from public.user_email_address_history d
   where d.id in (
           select h.id
             from public.user_email_address_history h
            where h.changed_at < before
              and not exists (
                    select
                      from public.user_email_transactions t
                     where t.transaction_id = h.transaction_id
                       and t.began_at <= h.changed_at
                       and t.committed_at >= before)
              and (   h.email_address_after is null
                   or exists (
                        select
                          from public.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.user_email_address_id = h.user_email_address_id
                           and o.changed_at < before
                           and o.id > h.id))
              and (   not public.changes_primary_email(h)
                   or exists (
                        select
                          from public.user_email_address_history o
                         where o.user_id = h.user_id
                           and o.changed_at < before
                           and o.id > h.id
                           and public.changes_primary_email(o)
                           and not exists (
                                 select
                                   from public.user_email_transactions t
                                  where t.transaction_id = o.transaction_id
                                    and t.began_at <= o.changed_at
                                    and t.committed_at >= before)))
            order by h.changed_at
            limit most);

  get diagnostics expired = row_count;

  -- The remaining changes of a transaction get the time of its commit, and the transaction's row is no longer needed.
  with ended as (
         delete
           from public.user_email_transactions t
          where (t.transaction_id, t.began_at) in (
                  select o.transaction_id,
                         o.began_at
                    from public.user_email_transactions o
                   where o.committed_at < before
                   order by o.transaction_id
                   limit most)
         returning t.transaction_id,
                   t.began_at,
                   t.committed_at)
  update public.user_email_address_history as h
     set changed_at = t.committed_at
    from ended t
   where h.transaction_id = t.transaction_id
     and h.changed_at between t.began_at and t.committed_at
     and h.changed_at < before;

  return expired;
end
$function$
