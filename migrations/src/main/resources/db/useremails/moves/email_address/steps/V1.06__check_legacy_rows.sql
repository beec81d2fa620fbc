-- Create the functions that check the operator's expressions.
--
-- Why     An expression that fails for a row is reported, and every step must use the same expressions.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/1_structure.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- For reports, because the functions of the previous script hide the failure.
create function ${schema}.legacy_email_can_be_evaluated(u ${schema}.${users_table})
        returns boolean
       language plpgsql
         stable
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
declare
  confirmed           boolean;
  institution_managed boolean;
  confirmed_at        timestamptz;
  created_at          timestamptz;
begin
  confirmed := ( ${legacy_confirmed} );
  institution_managed := ( ${legacy_institution_managed} );
  confirmed_at := ( ${legacy_confirmed_at} );
  created_at := ( ${legacy_created_at} );

  return true;
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

comment on function ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table}) is
'Whether every expression on legacy addresses can be evaluated for a user. pii=none';

revoke execute
    on function ${schema}.legacy_email_can_be_evaluated(${schema}.${users_table})
  from public;

-- Later steps also contain the expressions, and must be given the same ones.
create function ${schema}.require_conditions_of_the_move(
          confirmed           text,
          institution_managed text,
          confirmed_at        text default null,
          created_at          text default null)
        returns void
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if exists (
       select
         from (
                values ('legacy_email_is_confirmed', format('coalesce((%s), false)', confirmed)),
                       ('legacy_email_is_institution_managed', format('coalesce((%s), false)', institution_managed)),
                       ('legacy_email_confirmed_at', 'return (' || confirmed_at || ')'),
                       ('legacy_email_created_at', 'return (' || created_at || ')')) as c (name, expression)
         join pg_proc p
           on p.pronamespace = '${schema}'::regnamespace
          and p.proname = c.name
        where position(c.expression in p.prosrc) = 0) then
    raise exception 'the conditions differ from those with which the move began'
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'Pass the same legacy_confirmed, legacy_institution_managed, legacy_confirmed_at and legacy_created_at to every step, or undo the steps.';
  end if;
end
$$;

comment on function ${schema}.require_conditions_of_the_move(text, text, text, text) is
'Fails if the expressions on legacy addresses differ from those with which the move began. Null is not compared. pii=none';

revoke execute
    on function ${schema}.require_conditions_of_the_move(text, text, text, text)
  from public;
