-- Verify that both sides hold the same data.
--
-- Why     From here on, new releases may read the addresses.
-- Locks   access share on users and on user_email_addresses, which blocks no reader or writer.
-- Time    one pass over both tables. Fails if the addresses differ from the column.
-- Undo    undo/4_verification.sql; loses nothing.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
-- Fail instead of verifying only the rows that a policy shows.
set local row_security = off;
-- The pass may take long; each later script has a transaction of its own.
set local statement_timeout = 0;

-- Open conflicts and rows for which a condition fails must be resolved by people; everything else is a fault.
do /* useremails */ $$
declare
  problems text;
begin
  select string_agg(p.problem || ': ' || p.cases, '; ')
    into problems
    from ${schema}.user_email_move_problems() p
   where p.problem not in ('a conflict is open',
                           'a condition cannot be evaluated');

  if problems is not null then
    raise exception 'the addresses differ from ${users_table}.${legacy_column}: %', problems
      using errcode = 'object_not_in_prerequisite_state',
            hint = 'To see the cases: select * from ${schema}.user_email_move_problems()';
  end if;
end
$$;

-- The contract checks how long ago this was.
update ${schema}.user_email_move as m
   set verified_at = now();

-- A column that was brought back is complete again: if forwarding ends from now on, the column takes precedence.
update ${schema}.user_email_move as m
   set from_addresses = false,
       dropped_at = null
 where m.finished_at is not null
   and m.from_addresses;

select ${schema}.note_move_event('finished', 'verification');
