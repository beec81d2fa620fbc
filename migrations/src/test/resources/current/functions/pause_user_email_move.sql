CREATE OR REPLACE FUNCTION public.pause_user_email_move(reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  if coalesce(btrim(reason), '') = ''
     or length(reason) > 500
     or reason ~ '[[:cntrl:]]'
  then
    raise exception 'the reason must have 1 to 500 characters in one line'
      using errcode = 'invalid_parameter_value';
  end if;

  update public.user_email_move as m
     set paused_at = coalesce(m.paused_at, now()),
         paused_because = reason
   where m.finished_at is null;

  if not found then
    raise exception 'the backfill cannot be paused: it is finished'
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  perform public.note_move_event('paused', 'backfill', reason);
end
$function$
