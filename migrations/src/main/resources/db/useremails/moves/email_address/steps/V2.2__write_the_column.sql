-- Create the functions that write the legacy column.
--
-- Why     New releases write the addresses, and old releases and raw SQL read the column.
-- Locks   none on tables.
-- Time    constant.
-- Undo    undo/2_forwarding.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

select ${schema}.require_conditions_of_the_move(
         $condition$ ${legacy_confirmed} $condition$,
         $condition$ ${legacy_institution_managed} $condition$,
         $condition$ ${legacy_confirmed_at} $condition$,
         $condition$ ${legacy_created_at} $condition$);

-- Null if the column allows it. If the column must also be unique, each blank text must differ.
create function ${schema}.empty_legacy_email_address(user_id bigint)
        returns text
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
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
   where a.attrelid = '${schema}.${users_table}'::regclass
     and a.attname = '${legacy_column}'
$$;

comment on function ${schema}.empty_legacy_email_address(bigint) is
'The value of the legacy column for a user without an address: null, or blank if the column does not allow null. pii=none';

-- The only function that writes the column and, with legacy_assignments, the other columns about the address. Names in
-- the assignments are those of the parameters; columns are those of u.
do $create$
declare
  assignments constant text := btrim($assignments$ ${legacy_assignments} $assignments$);
  differs     constant text := case
                                 when assignments = '' then ''
                                 else $differs$
          or ${schema}.legacy_email_is_confirmed(u) <> %1$sconfirmed
          or ${schema}.legacy_email_is_institution_managed(u) <> %1$sinstitution_managed$differs$
                               end;
begin
  execute replace(replace($function$
create function ${schema}.write_legacy_email_address(
          changed_id          bigint,
          email_address       text,
          confirmed           boolean,
          confirmed_at        timestamptz,
          institution_managed boolean,
          institution_id      bigint)
        returns text
       language plpgsql
       security definer
            set search_path = pg_catalog, ${schema}, pg_temp
            set row_security = off
as $$
#variable_conflict use_variable
declare
  written text;
begin
  update /* useremails */ ${schema}.${users_table} as u
     set ${legacy_column} = email_address/* assignments */
   where u.${users_key} = changed_id
     and (   u.${legacy_column}::text collate "C" is distinct from email_address/* differs */)
  returning u.${legacy_column}
    into written;

  return written;
end
$$
$function$,
    '/* assignments */', case when assignments = '' then '' else E',\n         ' || assignments end),
    '/* differs */', format(differs, ''));

  -- Once for each statement. Values that came from the column are already in it, which is found without a
  -- subtransaction. The full join rules out a nested loop, which may be planned for one row and then run for many.
  execute replace($function$
create function ${schema}.forward_primary_email_address()
        returns trigger
       language plpgsql
       security definer
            set search_path = pg_catalog, pg_temp
            set row_security = off
            set enable_seqscan = off
            set jit = off
as $$
declare
  primaries ${schema}.user_email_addresses[];
  e         ${schema}.user_email_addresses;
  written   text;
begin
  if tg_op = 'INSERT' then
    primaries := array(
      select row(a.*)::${schema}.user_email_addresses
        from addresses_after a
       cross
        join lateral (
               select
                 from ${schema}.${users_table} u
                where u.${users_key} = a.user_id
                  and (   u.${legacy_column}::text collate "C" is distinct from a.email_address/* differs */)
                limit 1) u
       where a.primary
       order by a.user_id);
  else
    primaries := array(
      select row(a.*)::${schema}.user_email_addresses
        from addresses_before b
        full
        join addresses_after a
          on a.id = b.id
         and a.user_id = b.user_id
       cross
        join lateral (
               select
                 from ${schema}.${users_table} u
                where u.${users_key} = a.user_id
                  and (   u.${legacy_column}::text collate "C" is distinct from a.email_address/* differs */)
                limit 1) u
       where coalesce(a.primary, false)
         and (b.primary, b.email_address, b.confirmed, b.institution_managed)
             is distinct from
             (a.primary, a.email_address, a.confirmed, a.institution_managed)
       order by a.user_id);
  end if;

  foreach e in array primaries
  loop
    begin
      written := ${schema}.write_legacy_email_address(
                   e.user_id,
                   e.email_address,
                   e.confirmed,
                   e.confirmed_at,
                   e.institution_managed,
                   e.institution_id);
    exception
      when unique_violation then
        perform ${schema}.take_legacy_email_address(e.email_address, e.user_id);

        written := ${schema}.write_legacy_email_address(
                     e.user_id,
                     e.email_address,
                     e.confirmed,
                     e.confirmed_at,
                     e.institution_managed,
                     e.institution_id);
    end;

    -- The application's own trigger on users decides the final value.
    if written <> e.email_address then
      perform ${schema}.keep_legacy_email_address(e.user_id, true, false, false);
    end if;
  end loop;

  return null;
end
$$
$function$,
    '/* differs */', format(differs, 'a.'));

  -- A column that does not exist would make every write fail, so it is rejected here.
  perform ${schema}.write_legacy_email_address(null, null, false, null, false, null);
end
$create$;

comment on function ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint) is
'Writes the legacy column of a user and, with legacy_assignments, the other columns about the address, unless they have these values already. Returns the stored text, or null. pii=none';

revoke execute
    on function ${schema}.write_legacy_email_address(bigint, text, boolean, timestamptz, boolean, bigint)
  from public;

comment on function ${schema}.forward_primary_email_address() is
'Trigger: synchronizes the legacy column with the primary address, once for each statement. pii=none';

revoke execute
    on function ${schema}.forward_primary_email_address()
  from public;
