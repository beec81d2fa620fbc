CREATE OR REPLACE FUNCTION public.require_conditions_of_the_move(confirmed text, institution_managed text, confirmed_at text DEFAULT NULL::text, created_at text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
  if exists (
       select
         from (
                values ('legacy_email_is_confirmed', format('coalesce((%s), false)', confirmed)),
                       ('legacy_email_is_institution_managed', format('coalesce((%s), false)', institution_managed)),
                       ('legacy_email_confirmed_at', 'return (' || confirmed_at || ')'),
                       ('legacy_email_created_at', 'return (' || created_at || ')')) as c (name, expression)
         join pg_proc p
           on p.pronamespace = 'public'::regnamespace
          and p.proname = c.name
        where position(c.expression in p.prosrc) = 0) then
    raise exception 'the conditions differ from those with which the move began'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Pass the same legacy_confirmed, legacy_institution_managed, legacy_confirmed_at and legacy_created_at to every step, or undo the steps.';
  end if;
end
$function$
