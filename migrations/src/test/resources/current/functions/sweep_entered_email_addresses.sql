CREATE OR REPLACE FUNCTION public.sweep_entered_email_addresses(too_old timestamp with time zone, most integer)
 RETURNS TABLE(user_id bigint, email_address text, normalized_email_address text, was_primary boolean, primary_email_address text)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  swept integer;
begin
  -- Locking happens within the limit, not after it, so that skipped users do not use up the limit.
  return query
    with stale as materialized (
           select e.id
             from public.user_email_addresses e
             join public.users u
               on u.id = e.user_id
            where not (e.confirmed or e.institution_managed)
              and not e.primary
              and e.created_at < too_old
            order by e.created_at
            limit most
              for no key update of u
             skip locked)
  delete
    from public.user_email_addresses as e
   where e.id = any(array(
           select s.id
             from stale s))
     -- Checked again on the locked row: the address may have been confirmed since.
     and not (e.confirmed or e.institution_managed)
     and not e.primary
  returning e.user_id,
            e.email_address::text,
            e.normalized_email_address::text,
            false,
            null::text;

  get diagnostics swept = row_count;

  if swept < most then
    return query
    select w.user_id,
           w.email_address,
           w.normalized_email_address,
           w.was_primary,
           w.primary_email_address
      from public.withdraw_noted_email_addresses(too_old, most - swept) w;
  end if;
end
$function$
