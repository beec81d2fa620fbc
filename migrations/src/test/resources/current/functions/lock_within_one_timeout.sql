CREATE OR REPLACE FUNCTION public.lock_within_one_timeout(tables text[], modes text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      execute format('lock table public.%I in %s mode', wanted.name, wanted.mode);
    exception
      when lock_not_available then
        raise exception 'could not lock table %.% within the lock timeout', 'public', wanted.name
          using errcode = 'lock_not_available',
                schema = 'public',
                table = wanted.name,
                hint = coalesce(
                         public.autovacuum_of('public', wanted.name),
                         'Nothing was changed. Run it again; "useremails status" names the session that holds the lock.');
    end;
  end loop;
end
$function$
