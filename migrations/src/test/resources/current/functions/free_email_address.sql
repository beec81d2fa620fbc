CREATE OR REPLACE FUNCTION public.free_email_address()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
AS $function$
declare
  freed  text[];
  wanted text;
begin
  -- Nearly always no user waits, and this check is cheaper than reading the rows.
  if not exists (
           select
             from public.user_email_legacy_conflicts c) then
    return null;
  end if;

  if tg_op = 'DELETE' then
    freed := array(
      select b.normalized_email_address
        from addresses_before b
       where b.confirmed
          or b.institution_managed);
  else
    freed := array(
      select b.normalized_email_address
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
       where coalesce(b.confirmed or b.institution_managed, false)
         and (   a.normalized_email_address is distinct from b.normalized_email_address
              or not (a.confirmed or a.institution_managed)));
  end if;

  for wanted in
    select distinct f.normalized_email_address
      from unnest(freed) as f (normalized_email_address)
     cross
      join lateral (
             select
               from public.user_email_legacy_conflicts c
              where c.normalized_email_address = f.normalized_email_address
              limit 1) c
     order by f.normalized_email_address
  loop
    perform public.settle_legacy_conflicts(wanted);
  end loop;

  return null;
end
$function$
