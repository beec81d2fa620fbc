CREATE OR REPLACE FUNCTION public.resume_user_email_move()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  update public.user_email_move as m
     set paused_at = null,
         paused_because = null
   where m.paused_at is not null;

  if found then
    perform public.note_move_event('resumed', 'backfill');
  end if;

  return found;
end
$function$
