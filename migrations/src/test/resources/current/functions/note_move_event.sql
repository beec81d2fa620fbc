CREATE OR REPLACE FUNCTION public.note_move_event(event text, step text, detail text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
  insert into public.user_email_move_events (
    event,
    step,
    detail,
    happened_at,
    role_name)
  values (
    note_move_event.event,
    note_move_event.step,
    note_move_event.detail,
    clock_timestamp(),
    -- current_user is the owner of the function.
    coalesce(nullif(current_setting('role'), 'none'), session_user))
$function$
