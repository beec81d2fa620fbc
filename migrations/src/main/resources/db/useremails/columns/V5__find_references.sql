-- Create the functions that find references to a column.
--
-- Why     Views, functions, indexes and policies use columns too.
-- Locks   none on tables.
-- Time    constant.
-- Undo    uninstall.sql.

set local lock_timeout = '${lock_timeout}';
set local search_path = pg_catalog, pg_temp;
set local row_security = off;

-- The functions of the module, by name, because any role could write a comment or a marker. In every schema that has
-- the module, because the text of a function does not say which schema's table it uses.
create function ${schema}.user_email_functions()
        returns setof regprocedure
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  select p.function
    from unnest(array[
           'accept_legacy_conflicts(bigint[], text)',
           'add_institution_roster_lines(bigint, integer, text[], text[], text[], text[])',
           'apply_institution_roster_lines(bigint, integer[], timestamp with time zone)',
           'apply_institution_roster_releases(bigint, bigint[], timestamp with time zone)',
           'apply_next_institution_roster_batch(bigint, integer, timestamp with time zone)',
           'autovacuum_of(text, text)',
           'backfill_user_email_addresses(integer, integer, interval)',
           'begin_institution_roster(bigint, timestamp with time zone, timestamp with time zone)',
           'block_institution_roster_lines(bigint, integer[])',
           'changes_primary_email(${schema}.user_email_address_history)',
           'choose_primary_email_address(bigint)',
           'claim_user_email_messages(text[], integer, interval, integer)',
           'clear_legacy_email_address()',
           'column_references(regclass, name)',
           'copy_legacy_email_addresses(integer)',
           'email_addresses_of_a_person(bigint)',
           'email_domain_label_in_ascii(text)',
           'empty_legacy_email_address(bigint)',
           'erase_deleted_user()',
           'erase_everything_about_user(bigint)',
           'erase_user_email_addresses(bigint)',
           'expire_user_email_address_history(timestamp with time zone, integer)',
           'fill_legacy_email_addresses(bigint, bigint, integer)',
           'forget_legacy_email_address(bigint)',
           'forward_legacy_email_address()',
           'forward_primary_email_address()',
           'free_email_address()',
           'is_blank_email_address(text)',
           'join_institution_roster_circles(bigint)',
           'join_institution_roster_lines(bigint, integer[])',
           'keep_legacy_email_address(bigint, boolean, boolean, boolean)',
           'keep_legacy_email_addresses(bigint[], boolean[], boolean[], boolean[])',
           'legacy_email_can_be_evaluated(${schema}.${users_table})',
           'legacy_email_confirmed_at(${schema}.${users_table})',
           'legacy_email_created_at(${schema}.${users_table})',
           'legacy_email_is_confirmed(${schema}.${users_table})',
           'legacy_email_is_institution_managed(${schema}.${users_table})',
           'lock_next_institution_roster_users(bigint, integer)',
           'lock_within_one_timeout(text[], text[])',
           'minimum_history_retention()',
           'move_user_email_address_history(bigint, bigint)',
           'next_institution_roster_lines(bigint, integer)',
           'next_institution_roster_releases(bigint, integer)',
           'normalized_email_address(text)',
           'normalized_international_email_address(text)',
           'note_entered_primary_email_address()',
           'note_move_event(text, text, text)',
           'observe_column_uses(regclass, name)',
           'pause_user_email_move(text)',
           'plan_institution_roster(bigint)',
           'readable_statistics_of_statements()',
           'record_commit_of_user_email_addresses()',
           'record_deprecated_column_use(text, text, text, text, text, text, bigint)',
           'record_user_email_address_change()',
           'refuse_change_without_lock()',
           'refuse_next_institution_roster_batch(bigint, text)',
           'refuse_truncate_while_forwarding()',
           'release_institution_managed_email_addresses(bigint, bigint[], timestamp with time zone)',
           'require_conditions_of_the_move(text, text, text, text)',
           'require_primary_email_address()',
           'resume_user_email_move()',
           'retry_legacy_conflicts(integer)',
           'set_updated_at_of_user_email_address()',
           'settle_legacy_conflicts(text)',
           'soft_drop_column(regclass, name, regrole)',
           'sql_without_comments(text)',
           'statement_uses_column(text, text, text)',
           'statements_that_use_column(regclass, name)',
           'sweep_entered_email_addresses(timestamp with time zone, integer)',
           'take_legacy_email_address(text, bigint)',
           'undo_soft_drop(regclass, name, regrole)',
           'unseen_statements()',
           'user_email_backfill_obstacle(interval, integer)',
           'user_email_contract_obstacles(interval)',
           'user_email_contract_wait()',
           'user_email_forwarding_faults()',
           'user_email_functions()',
           'user_email_move_problems()',
           'user_email_move_progress()',
           'user_email_replicas()',
           'user_with_email(text)',
           'void_user_email_confirmation()',
           'waive_contract_check(text, text)',
           'withdraw_entered_email_address()',
           'withdraw_from_everybody(text[])',
           'withdraw_noted_email_addresses(timestamp with time zone, integer)',
           'work_out_institution_roster(bigint, integer[])',
           'write_legacy_email_address(bigint, text, boolean, timestamp with time zone, boolean, bigint)']) as f (signature)
   cross
    join pg_class c
    join pg_namespace n
      on n.oid = c.relnamespace
   cross
    join to_regprocedure(format('%1$I.%2$s', n.nspname, replace(f.signature, '${schema}.', quote_ident(n.nspname) || '.'))) as p (function)
   where c.relname = 'user_email_addresses'
     and p.function is not null
$$;

comment on function ${schema}.user_email_functions() is
'The functions and procedures of this module, in every schema that has it. pii=none';

revoke execute
    on function ${schema}.user_email_functions()
  from public;

create function ${schema}.column_references(used_relation regclass, used_column name)
        returns table (
          kind   text,
          object text)
       language sql
         stable
            set search_path = pg_catalog, pg_temp
            set row_security = off
as $$
  -- Dependencies that the server records, including views created by "select *".
  select i.type,
         i.identity
    from pg_attribute a
    join pg_depend d
      on d.refclassid = 'pg_class'::regclass
     and d.refobjid = a.attrelid
     and d.refobjsubid = a.attnum
    left
    join pg_rewrite r
      on d.classid = 'pg_rewrite'::regclass
     and r.oid = d.objid
    left
    join pg_trigger g
      on d.classid = 'pg_trigger'::regclass
     and g.oid = d.objid
   cross
    join lateral pg_identify_object(
                   -- The rule _RETURN of a view stands for the view.
                   case when r.rulename = '_RETURN' then 'pg_class'::regclass else d.classid end,
                   case when r.rulename = '_RETURN' then r.ev_class else d.objid end,
                   case when d.classid = 'pg_class'::regclass then d.objsubid else 0 end) i
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
     -- The objects of the move are dropped with the column.
     and (r.rulename = '_RETURN' and r.ev_class = to_regclass('${schema}.user_email_addresses_with_legacy')) is not true
     and (g.tgname in ('users_forward_email_address_after_insert',
                       'users_forward_email_address_after_update')) is not true
     -- The not-null constraint is dropped with the column; since PostgreSQL 18 it is a constraint of its own.
     and not exists (
           select
             from pg_constraint c
            where d.classid = 'pg_constraint'::regclass
              and c.oid = d.objid
              and c.contype = 'n')
     -- The default of the column is dropped with it. A generated column has a default too, and is reported.
     and not exists (
           select
             from pg_attrdef f
            where d.classid = 'pg_attrdef'::regclass
              and f.oid = d.objid
              and f.adnum = a.attnum)
   union
  -- Bodies that are parsed at run time, by their text. Those of this module are dropped with the column.
  select i.type,
         i.identity
    from pg_proc p
   cross
    join lateral pg_identify_object('pg_proc'::regclass, p.oid, 0) i
    join pg_namespace n
      on n.oid = p.pronamespace
    join pg_class c
      on c.oid = used_relation
   cross
    join lateral ${schema}.sql_without_comments(lower(p.prosrc)) as b (body)
   where b.body ~ ('[[:<:]]' || lower(used_column) || '[[:>:]]')
     and n.nspname not in ('pg_catalog', 'information_schema')
     and (   b.body ~ ('[[:<:]]' || lower(c.relname) || '[[:>:]]')
             -- A trigger function on the table may name the column without the table.
          or exists (
               select
                 from pg_trigger g
                where g.tgfoid = p.oid
                  and g.tgrelid = used_relation))
     and p.oid not in (select f from ${schema}.user_email_functions() f)
   union all
  -- Grants that somebody gave on the column itself are dropped with it.
  select 'grant',
         g.privilege_type || ' to ' || coalesce(r.rolname, 'public')
    from pg_attribute a
   cross
    join lateral aclexplode(a.attacl) g
    left
    join pg_roles r
      on r.oid = g.grantee
   where a.attrelid = used_relation
     and a.attname = used_column
     and not a.attisdropped
$$;

comment on function ${schema}.column_references(regclass, name) is
'Everything in the database that uses a column: its dependencies, functions whose text names it, and grants on the column itself. Excludes the objects of this module''s move, and statements of clients. pii=none';

revoke execute
    on function ${schema}.column_references(regclass, name)
  from public;
