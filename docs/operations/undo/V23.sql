-- Drop what tells who uses a column. What was noted is lost; take soft drops back first.

drop function undo_soft_drop(regclass, name, regrole);
drop function soft_drop_column(regclass, name, regrole);
drop function column_references(regclass, name);
drop function user_email_functions();
drop function observe_column_uses(regclass, name);
drop function statements_that_use_column(regclass, name);
drop function unseen_statements();
drop function readable_statistics_of_statements();
drop function statement_uses_column(text, text, text);
drop function sql_without_comments(text);
drop function record_deprecated_column_use(text, text, text, text, text, text, bigint);
drop table soft_dropped_columns;
drop table deprecated_column_observations;
drop table deprecated_column_uses;

delete
  from useremails_schema_history h
 where h.version = '23';
