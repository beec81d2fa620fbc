CREATE OR REPLACE FUNCTION public.accept_legacy_conflicts(user_ids bigint[], because text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
declare
  wanted   constant bigint[] := array(select distinct i from unnest(user_ids) as i order by i);
  unknown  bigint[];
  accepted bigint;
begin
  if coalesce(btrim(because), '') = ''
     or length(because) > 500
     or because ~ '[[:cntrl:]]'
  then
    raise exception 'the reason must have 1 to 500 characters in one line'
      using errcode = 'invalid_parameter_value';
  end if;

  perform
     from public.user_email_legacy_conflicts c
    where c.user_id = any(wanted)
    order by c.user_id
      for update;

  unknown := array(
    select i
      from unnest(wanted) as i
     where not exists (
             select
               from public.user_email_legacy_conflicts c
              where c.user_id = i)
     order by i
     limit 10);

  if unknown <> '{}' then
    raise exception 'nothing was accepted: these users have no conflict: %', array_to_string(unknown, ', ')
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Pass ids of users who wait for an address; "useremails conflicts" lists them.';
  end if;

  update public.user_email_legacy_conflicts as c
     set accepted_at = now(),
         accepted_by = coalesce(nullif(current_setting('role'), 'none'), session_user),
         accepted_because = because
   where c.user_id = any(wanted);

  get diagnostics accepted = row_count;

  if accepted > 0 then
    perform public.note_move_event(
              'accepted',
              'conflicts',
              format('users %s: %s', array_to_string(wanted, ', '), because));
  end if;

  return accepted;
end
$function$
