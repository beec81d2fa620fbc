-- Stop forwarding in an emergency: both directions end with the next statement. No table is locked. The two sides
-- differ from now on, so resume forwarding as soon as possible.

set local search_path = pg_catalog, pg_temp;

do $$
declare
  forwarding text;
  stopped    integer := 0;
begin
  for forwarding in
    select p.proname
      from pg_proc p
     where p.pronamespace = to_regnamespace('${schema}')
       and p.proname in ('forward_legacy_email_address',
                         'forward_primary_email_address',
                         'clear_legacy_email_address',
                         'free_email_address')
  loop
    execute format(
      $function$
      create or replace function ${schema}.%I()
              returns trigger
             language plpgsql
             security definer
                  set search_path = pg_catalog, pg_temp
      as $body$
      begin
        return null;
      end
      $body$
      $function$,
      forwarding);
    stopped := stopped + 1;
  end loop;

  if stopped < 4 then
    raise exception 'forwarding is not on in schema ${schema}'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  perform ${schema}.note_move_event('turned_off', 'forwarding', 'by the emergency stop');
end
$$;
