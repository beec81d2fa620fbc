CREATE OR REPLACE FUNCTION public.statement_uses_column(statement text, relation_name text, column_name text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  special_character constant text := '([^[:alnum:]_])';
  escaped           constant text := E'\\\\\\1';
  relation          constant text := '[[:<:]]' || regexp_replace(lower(relation_name), special_character, escaped, 'g') || '[[:>:]]';
  used_column       constant text := regexp_replace(lower(column_name), special_character, escaped, 'g') || '[[:>:]]';
  unqualified       constant text := '(^|[^.[:alnum:]_$])' || used_column;
  an_alias          constant text := '[[:space:]]+(as[[:space:]]+)?([[:alnum:]_]+)[[:>:]]';
  set_operation     constant text := '[[:<:]](union|intersect|except)[[:>:]]|;';
  code              text;
  others            text;
  innermost         text;
  query             text;
  target            text;
  part              text;
  is_query          boolean;
begin
  -- The module marks its own statements.
  if position('/* useremails */' in statement) > 0 then
    return false;
  end if;

  -- The name of a result column is not a use.
  code := regexp_replace(
            public.sql_without_comments(lower(statement)),
            '[[:<:]]as[[:space:]]+"?' || used_column || '"?',
            ' ',
            'g');

  if code !~ ('[[:<:]]' || used_column)
     or code !~ relation
     -- Definitions are found in the catalogue, unless they are queries.
     or (    code ~ '^[[:space:]]*(create|alter|drop|comment|grant|revoke)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+((global|local|temp|temporary|unlogged)[[:space:]]+)*table[[:>:]].*[[:<:]]as[[:>:]].*[[:<:]](select|table)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+(or[[:space:]]+replace[[:space:]]+)?(materialized|temp|temporary)[[:space:]]+view[[:>:]]')
     -- A dump names the schema and lists every column.
     or code ~ '^[[:space:]]*copy[[:space:]]+[^[:space:](.]+[.][^[:space:](]+[[:space:]]*[(][^,)]+,[^)]*[)][[:space:]]*to[[:space:]]+stdout[[:space:];]*$'
  then
    return false;
  end if;

  select string_agg('[[:<:]]' || c.relname || '[[:>:]]', '|')
    into others
    from pg_class c
    join pg_attribute a
      on a.attrelid = c.oid
     and a.attname = column_name
     and a.attnum > 0
   where c.relnamespace = 'public'::regnamespace
     and c.relkind in ('r', 'v')
     and left(c.relname, 11) = 'user_email_'
     and c.relname <> relation_name;

  if others is null
     or code !~ others
  then
    return true;
  end if;

  -- Removes quotes, blanks around dots, and literals, which may contain parentheses.
  code := regexp_replace(
            translate(regexp_replace(code, '''[^'']*''', '?', 'g'), '"', ''),
            '[[:space:]]*[.][[:space:]]*',
            '.',
            'g');

  if code ~ (relation || '[.]' || used_column)
     or code ~ (relation || an_alias || E'.*[[:<:]]\\2[.]' || used_column)
     or code ~ ('([[:alnum:]_]+)[.]' || used_column || '.*' || relation || E'[[:space:]]+(as[[:space:]]+)?\\1[[:>:]]')
  then
    return true;
  end if;

  loop
    innermost := substring(code from '[(][^()]*[)]');
    query := coalesce(innermost, code);
    is_query := innermost is null or innermost ~ '[[:<:]](select|insert|update|delete|merge)[[:>:]]';

    if is_query then
      target := substring(query from '(?:insert[[:space:]]+into|merge[[:space:]]+into|update(?:[[:space:]]+only)?)[[:space:]]+([^[:space:]{]+)');

      if target ~ (relation || '$') then
        -- Column lists and assignments.
        if query ~ ('(into[[:space:]]+[^[:space:]{]+[^{]*|set[[:space:]]*|insert[[:space:]]*)[{][^{}]*' || unqualified)
           or query ~ ('[[:<:]]set[[:>:]].*' || unqualified || '[[:space:]]*=')
        then
          return true;
        end if;
      elsif target is not null then
        query := regexp_replace(query, '(insert|merge)[[:space:]]+into[[:space:]]+[^[:space:]{]+([[:space:]]+as[[:space:]]+[[:alnum:]_]+)?[[:space:]]*([{][^{}]*[}])?', ' ');
        query := regexp_replace(query, '[[:<:]](on[[:space:]]+conflict|returning|when[[:space:]]+(not[[:space:]]+)?matched)[[:>:]].*', ' ');
      end if;

      foreach part in array regexp_split_to_array(query, set_operation)
      loop
        if part ~ relation
           and part ~ unqualified
           and part !~ others
        then
          return true;
        end if;
      end loop;
    end if;

    exit when innermost is null;

    -- Removes the finished query; other parentheses belong to the query around them.
    code := overlay(
              code
              placing case when is_query then ' ? ' else translate(innermost, '()', '{}') end
                 from position(innermost in code)
                  for length(innermost));
  end loop;

  return false;
end
$function$
