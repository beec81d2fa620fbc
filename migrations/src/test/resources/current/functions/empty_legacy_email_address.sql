CREATE OR REPLACE FUNCTION public.empty_legacy_email_address(user_id bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
  select case
           when not a.attnotnull
           then null
           when exists (
                  select
                    from pg_index i
                   where i.indrelid = a.attrelid
                     and i.indisunique
                     and (   a.attnum = any(i.indkey)
                          or i.indexprs is not null))
           then translate(ltrim(user_id::bit(64)::text, '0'), '01', E' \t')
           else ''
         end
    from pg_attribute a
   where a.attrelid = 'public.users'::regclass
     and a.attname = 'email_address'
$function$
