-- Create the functions that tell whether a statement uses a column.
--
-- Why     The server keeps the texts of statements, and PostgreSQL cannot parse them for us.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create function ${schema}.sql_without_comments(code text)
        returns text
       language sql
      immutable
       parallel safe
            set search_path = pg_catalog, pg_temp
as $$
  -- What is in quotes stays, with a blank behind it.
  select regexp_replace(
           code,
           '(''[^'']*''|"[^"]*")|/[*]([^*]|[*]+[^*/])*[*]+/|--[^' || chr(10) || ']*',
           E'\\1 ',
           'g')
$$;

comment on function ${schema}.sql_without_comments(text) is
'The text of SQL without its comments. pii=none';

revoke execute
    on function ${schema}.sql_without_comments(text)
  from public;

-- Whether the text of a statement uses the column, as far as words tell. Comments do not count. The addresses have
-- columns of the same names: where a statement names them, too, each query in it is looked at alone, from the
-- innermost parentheses outwards, for whose column it is.
create function ${schema}.statement_uses_column(statement text, relation_name text, column_name text)
        returns boolean
       language plpgsql
         stable
       parallel safe
            set search_path = pg_catalog, pg_temp
as $$
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
  -- The module marks its own.
  if position('/* useremails */' in statement) > 0 then
    return false;
  end if;

  -- The name of a result does not count as a use.
  code := regexp_replace(
            ${schema}.sql_without_comments(lower(statement)),
            '[[:<:]]as[[:space:]]+"?' || used_column || '"?',
            ' ',
            'g');

  if code !~ ('[[:<:]]' || used_column)
     or code !~ relation
     -- Definitions are found in the catalogue, unless they are queries.
     or (    code ~ '^[[:space:]]*(create|alter|drop|comment|grant|revoke)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+((global|local|temp|temporary|unlogged)[[:space:]]+)*table[[:>:]].*[[:<:]]as[[:>:]].*[[:<:]](select|table)[[:>:]]'
         and code !~ '^[[:space:]]*create[[:space:]]+(or[[:space:]]+replace[[:space:]]+)?(materialized|temp|temporary)[[:space:]]+view[[:>:]]')
     -- A dump names its schema, and takes whatever columns there are.
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
   where c.relnamespace = '${schema}'::regnamespace
     and c.relkind in ('r', 'v')
     and left(c.relname, 11) = 'user_email_'
     and c.relname <> relation_name;

  if others is null
     or code !~ others
  then
    return true;
  end if;

  -- Without quotes, blanks around dots, and literals, which may hold parentheses.
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
        -- Lists of columns, and assignments.
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

    -- A query is done with; what else is in parentheses belongs to the query around it.
    code := overlay(
              code
              placing case when is_query then ' ? ' else translate(innermost, '()', '{}') end
                 from position(innermost in code)
                  for length(innermost));
  end loop;

  return false;
end
$$;

comment on function ${schema}.statement_uses_column(text, text, text) is
'Whether a statement names a column of a table, by its words. "select *" names none, and statements that this module marks as its own count as none. pii=none';

revoke execute
    on function ${schema}.statement_uses_column(text, text, text)
  from public;
