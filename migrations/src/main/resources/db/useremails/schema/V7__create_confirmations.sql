-- Create the table of pending confirmations.
--
-- Why     A user claims an address by proof: a secret that was sent to it.
-- Locks   share row exclusive on user_email_addresses: writers wait, readers do not.
-- Time    milliseconds. Fails after the lock timeout; run it again.
-- Undo    uninstall.sql; pending confirmations are lost and can be requested again.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

create table ${schema}.user_email_confirmations (
  id                    bigint      not null generated always as identity,

  -- what it confirms: this row, not another one with the same text
  user_email_address_id bigint      not null,

  -- the digest; the secret itself is not stored
  token_sha256          bytea       not null,
  expires_at            timestamptz not null,

  -- bookkeeping
  created_at            timestamptz not null,

  constraint user_email_confirmations_pkey
     primary key (id),

  -- A new token replaces the previous one.
  constraint user_email_confirmations_user_email_address_id_key
      unique (user_email_address_id),

  constraint user_email_confirmations_token_sha256_key
      unique (token_sha256),

  constraint user_email_confirmations_token_sha256_has_32_bytes
       check (octet_length(token_sha256) = 32),

  constraint user_email_confirmations_expires_at_is_after_created_at
       check (expires_at > created_at),

  -- Deleting an address deletes its token.
  constraint user_email_confirmations_user_email_address_id_fkey
     foreign key (user_email_address_id)
  references ${schema}.user_email_addresses (id)
          on delete cascade
);

comment on table ${schema}.user_email_confirmations is
'Confirmations that were requested and not yet completed: at most one row for each address of a user.
The secret itself is not stored in the database. pii=indirect';
comment on column ${schema}.user_email_confirmations.id is
'Key of the row. pii=none';
comment on column ${schema}.user_email_confirmations.user_email_address_id is
'The address to confirm: user_email_addresses.id. pii=indirect';
comment on column ${schema}.user_email_confirmations.token_sha256 is
'SHA-256 of the token that was sent, 32 bytes. The digest cannot be used to confirm. pii=none';
comment on column ${schema}.user_email_confirmations.expires_at is
'When the token expires. pii=none';
comment on column ${schema}.user_email_confirmations.created_at is
'When the confirmation was requested. pii=none';

-- Any change of an address, even by raw SQL, invalidates the token that was requested for it. Fires once for each
-- statement: most addresses have no token, and a function call for each row would cost more than the row. The full
-- join prevents a nested loop, which the planner may choose for one expected row and then run for many.
create function ${schema}.void_user_email_confirmation()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set jit = off
as $$
begin
  delete
    from ${schema}.user_email_confirmations c
   where c.user_email_address_id = any(array(
           select b.id
             from addresses_before b
             full
             join addresses_after a
               on a.id = b.id
            where (b.user_id, b.email_address, b.normalized_email_address, b.confirmed, b.institution_managed)
                  is distinct from
                  (a.user_id, a.email_address, a.normalized_email_address, a.confirmed, a.institution_managed)
               or (a.primary and not b.primary) is not false));

  return null;
end
$$;

comment on function ${schema}.void_user_email_confirmation() is
'Trigger: deletes a pending confirmation when its address changes its user, its text, or its role. pii=none';

-- A role that may execute a security definer trigger function could attach it to a table of its own. Triggers fire
-- without this privilege.
revoke execute
    on function ${schema}.void_user_email_confirmation()
  from public;

create trigger user_email_addresses_void_confirmation
 after update
    on ${schema}.user_email_addresses
       referencing old table as addresses_before
                   new table as addresses_after
   for each statement
execute function ${schema}.void_user_email_confirmation();

comment on trigger user_email_addresses_void_confirmation
     on ${schema}.user_email_addresses is
'A token confirms the address as it was when the token was requested.';

-- Runs with the rights and the policies of the caller. Skips users that another transaction is changing.
create function ${schema}.sweep_entered_email_addresses(too_old timestamptz, most integer)
        returns table (
          user_id                  bigint,
          email_address            text,
          normalized_email_address text,
          was_primary              boolean,
          primary_email_address    text)
       language plpgsql
            set search_path = pg_catalog, pg_temp
            set enable_seqscan = off
            set enable_bitmapscan = off
            set enable_hashjoin = off
            set enable_mergejoin = off
            set jit = off
as $$
#variable_conflict use_column
declare
  swept integer;
begin
  -- Locking happens within the limit, not after it, so that skipped users do not use up the limit.
  return query
    with stale as materialized (
           select e.id
             from ${schema}.user_email_addresses e
             join ${schema}.${users_table} u
               on u.${users_key} = e.user_id
            where not (e.confirmed or e.institution_managed)
              and not e.primary
              and e.created_at < too_old
            order by e.created_at
            limit most
              for no key update of u
             skip locked)
  delete
    from ${schema}.user_email_addresses as e
   where e.id = any(array(
           select s.id
             from stale s))
     -- Checked again on the locked row: the address may have been confirmed since.
     and not (e.confirmed or e.institution_managed)
     and not e.primary
  returning e.user_id,
            e.email_address::text,
            e.normalized_email_address::text,
            false,
            null::text;

  get diagnostics swept = row_count;

  if swept < most then
    return query
    select w.user_id,
           w.email_address,
           w.normalized_email_address,
           w.was_primary,
           w.primary_email_address
      from ${schema}.withdraw_noted_email_addresses(too_old, most - swept) w;
  end if;
end
$$;

comment on function ${schema}.sweep_entered_email_addresses(timestamptz, integer) is
'Removes addresses that stayed unconfirmed too long or that belong to another user, up to the given number. One row for each, with the new primary address if it has changed. pii=direct';

revoke execute
    on function ${schema}.sweep_entered_email_addresses(timestamptz, integer)
  from public;
