CREATE OR REPLACE FUNCTION public.record_user_email_address_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
 SET jit TO 'off'
AS $function$
declare
  -- Read after waiting for the lock on the user or the row, so that times have the order of the changes.
  written_at  constant timestamptz := clock_timestamp();
  -- current_user is the owner of the function.
  role_name   constant text        := coalesce(nullif(current_setting('role'), 'none'), session_user);
  application constant text        := current_setting('application_name');
  acting_user constant text        := nullif(current_setting('useremails.acting_user', true), '');
  reason      constant text        := nullif(current_setting('useremails.change_reason', true), '');
begin
  -- Once for each transaction. Rolling back a savepoint undoes the row and the setting together. If a client sets it
  -- by hand, no commit is recorded, which only dates the changes of that one transaction too early.
  if current_setting('useremails.recorded_transaction', true) is distinct from pg_current_xact_id()::text then
    insert into public.user_email_transactions as t (
      transaction_id,
      began_at,
      committed_at)
    values (
      pg_current_xact_id(),
      now(),
      written_at)
        on conflict on constraint user_email_transactions_pkey
        do update
       set began_at = t.began_at;

    perform set_config('useremails.recorded_transaction', pg_current_xact_id()::text, true);
  end if;

  if tg_op = 'INSERT' then
    insert into public.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_after,
      primary_after,
      confirmed_after,
      institution_managed_after,
      institution_id_after,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select a.user_id,
           a.id,
           a.email_address,
           a.primary,
           a.confirmed,
           a.institution_managed,
           a.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_after a;
  elsif tg_op = 'DELETE' then
    insert into public.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_before,
      primary_before,
      confirmed_before,
      institution_managed_before,
      institution_id_before,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select b.user_id,
           b.id,
           b.email_address,
           b.primary,
           b.confirmed,
           b.institution_managed,
           b.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_before b;
  else
    -- Nearly always there is one row, which needs neither a full join nor an order.
    insert into public.user_email_address_history (
      user_id,
      user_email_address_id,
      email_address_before,
      primary_before,
      confirmed_before,
      institution_managed_before,
      institution_id_before,
      email_address_after,
      primary_after,
      confirmed_after,
      institution_managed_after,
      institution_id_after,
      changed_at,
      transaction_id,
      changed_by_role,
      application_name,
      acting_user,
      change_reason)
    select a.user_id,
           a.id,
           b.email_address,
           b.primary,
           b.confirmed,
           b.institution_managed,
           b.institution_id,
           a.email_address,
           a.primary,
           a.confirmed,
           a.institution_managed,
           a.institution_id,
           written_at,
           pg_current_xact_id(),
           role_name,
           application,
           acting_user,
           reason
      from addresses_before b
      join addresses_after a
        on a.id = b.id
       and a.user_id = b.user_id
     where not exists (
             select
               from addresses_after
             offset 1)
       and (b.email_address, b.primary, b.confirmed, b.institution_managed, b.institution_id)
           is distinct from
           (a.email_address, a.primary, a.confirmed, a.institution_managed, a.institution_id);

    if not found then
      insert into public.user_email_address_history (
        user_id,
        user_email_address_id,
        email_address_before,
        primary_before,
        confirmed_before,
        institution_managed_before,
        institution_id_before,
        email_address_after,
        primary_after,
        confirmed_after,
        institution_managed_after,
        institution_id_after,
        changed_at,
        transaction_id,
        changed_by_role,
        application_name,
        acting_user,
        change_reason)
      select coalesce(a.user_id, b.user_id),
             coalesce(a.id, b.id),
             b.email_address,
             b.primary,
             b.confirmed,
             b.institution_managed,
             b.institution_id,
             a.email_address,
             a.primary,
             a.confirmed,
             a.institution_managed,
             a.institution_id,
             written_at,
             pg_current_xact_id(),
             role_name,
             application,
             acting_user,
             reason
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
         and a.user_id = b.user_id
       where (b.email_address, b.primary, b.confirmed, b.institution_managed, b.institution_id)
             is distinct from
             (a.email_address, a.primary, a.confirmed, a.institution_managed, a.institution_id)
       order by a.primary is true,
                a.id is not null,
                coalesce(a.id, b.id);
    end if;
  end if;

  return null;
end
$function$
