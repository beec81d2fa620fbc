-- Create the table of waived checks.
--
-- Why     An operator may proceed without a check, under their name and with a reason.
-- Locks   access exclusive on the new table only.
-- Time    constant.
-- Undo    undo/1_structure.sql; waivers are lost.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The checks of the contract that an operator has waived. Kept when the column is dropped, so it already exists if the
-- column comes back.
create table if not exists ${schema}.user_email_contract_waivers (
  waived_check text        not null collate "C",

  -- the decision
  waived_by    text        not null collate "C",
  reason       text        not null,
  waived_at    timestamptz not null,

  constraint user_email_contract_waivers_pkey
     primary key (waived_check, waived_at),

  constraint user_email_contract_waivers_check_is_known
       check (waived_check in ('observation',
                              'flags')),

  constraint user_email_contract_waivers_reason_is_given
       check (reason ~ '[^[:space:]]')
);

comment on table ${schema}.user_email_contract_waivers is
'Checks of the contract that an operator has waived: one row for each decision. A waiver is valid only for the verification before it. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_check is
'observation: uses of the legacy column need not have been observed. flags: confirmations and institutions may differ from the legacy row. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_by is
'The role that waived the check. pii=none';
comment on column ${schema}.user_email_contract_waivers.reason is
'The operator''s reason. pii=none';
comment on column ${schema}.user_email_contract_waivers.waived_at is
'When the check was waived. pii=none';

create function ${schema}.waive_contract_check(waived_check text, reason text)
        returns void
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
begin
  if not exists (
         select
           from ${schema}.user_email_move m
          where m.verified_at is not null) then
    raise exception 'check % of the contract cannot be waived: the verification has not passed', waived_check
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'First run the move up to the verification. A waiver is valid only for the verification before it.';
  end if;

  insert into ${schema}.user_email_contract_waivers (
    waived_check,
    waived_by,
    reason,
    waived_at)
  values (
    waived_check,
    session_user,
    reason,
    clock_timestamp());
end
$$;

comment on function ${schema}.waive_contract_check(text, text) is
'Records that an operator waives a check of the contract, and why. The checks observation and flags can be waived. Fails before the verification has passed. pii=none';

revoke execute
    on function ${schema}.waive_contract_check(text, text)
  from public;

create function ${schema}.user_email_contract_wait()
        returns interval
       language plpgsql
         stable
            set search_path = pg_catalog, pg_temp
as $$
declare
  setting constant text := coalesce(nullif(current_setting('useremails.contract_wait', true), ''), '7 days');
begin
  return greatest(setting::interval, interval '0');
exception
  when invalid_datetime_format or datetime_field_overflow or interval_field_overflow then
    raise exception 'setting useremails.contract_wait is not an interval: %', setting
      using errcode = 'invalid_parameter_value',
            hint = 'Set it to an interval, such as 7 days.';
end
$$;

comment on function ${schema}.user_email_contract_wait() is
'The time that must have passed since the verification, and for which uses must have been observed: setting useremails.contract_wait of the session, or 7 days. pii=none';

revoke execute
    on function ${schema}.user_email_contract_wait()
  from public;
