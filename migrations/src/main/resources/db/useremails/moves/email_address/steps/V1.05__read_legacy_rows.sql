-- Create the functions that read a legacy row.
--
-- Why     Other columns contain whether and when an address was confirmed; the operator provides the expressions.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- Covers every space of Unicode, and invisible characters that editors leave behind. Without "set search_path", so that
-- it can be inlined.
create function ${schema}.is_blank_email_address(address text)
        returns boolean
       language sql
      immutable
       parallel safe
         return coalesce(
                  pg_catalog.btrim(
                    address collate "C",
                    E' \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u180e'
                    || E'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d'
                    || E'\u2028\u2029\u202f\u205f\u2060\u3000\ufeff') operator(pg_catalog.=) '',
                  true);

comment on function ${schema}.is_blank_email_address(text) is
'Whether a legacy text is blank: null, empty, or nothing but spaces and invisible characters. pii=none';

revoke execute
    on function ${schema}.is_blank_email_address(text)
  from public;

-- Evaluate the operator's expressions on a row of users. These may name functions of the schema; everything else is
-- found without it. They run with the rights of the owner, so they may read tables that the writer may not. An
-- expression that fails for a row must not make the write of that row fail.
create function ${schema}.legacy_email_is_confirmed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return coalesce(( ${legacy_confirmed} ), false);
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$$;

comment on function ${schema}.legacy_email_is_confirmed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as confirmed; false if the condition fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_is_confirmed(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_is_institution_managed(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return coalesce(( ${legacy_institution_managed} ), false);
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return false;
end
$$;

comment on function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table}) is
'Whether the legacy address of a user counts as institution-managed; false if the condition fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_is_institution_managed(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_confirmed_at(u ${schema}.${users_table})
        returns timestamptz
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return ( ${legacy_confirmed_at} );
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return null;
end
$$;

comment on function ${schema}.legacy_email_confirmed_at(${schema}.${users_table}) is
'When the user proved access to the legacy address; null if unknown, or if the expression fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_confirmed_at(${schema}.${users_table})
  from public;

create function ${schema}.legacy_email_created_at(u ${schema}.${users_table})
        returns timestamptz
       language plpgsql
         stable
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
begin
  return ( ${legacy_created_at} );
exception
  when data_exception
    or cardinality_violation
    or feature_not_supported
    or syntax_error_or_access_rule_violation
    or program_limit_exceeded
    or plpgsql_error
    or sql_routine_exception
    or external_routine_exception then
    return null;
end
$$;

comment on function ${schema}.legacy_email_created_at(${schema}.${users_table}) is
'When the user got the legacy address; null if unknown, or if the expression fails. pii=none';

revoke execute
    on function ${schema}.legacy_email_created_at(${schema}.${users_table})
  from public;
