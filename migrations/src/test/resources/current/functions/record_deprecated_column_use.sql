function record_deprecated_column_use(used_relation text, used_column text, found_by text, role_name text, application_name text, place text, uses bigint) returns void volatile set search_path=pg_catalog, pg_temp, row_security=off
BEGIN ATOMIC
 INSERT INTO deprecated_column_uses AS d (relation_name, column_name, found_by, role_name, application_name, place, uses, first_used_at, last_used_at)
   VALUES (record_deprecated_column_use.used_relation, record_deprecated_column_use.used_column, record_deprecated_column_use.found_by, COALESCE(record_deprecated_column_use.role_name, ''::text), COALESCE(record_deprecated_column_use.application_name, ''::text), COALESCE("left"(record_deprecated_column_use.place, 250), ''::text), record_deprecated_column_use.uses, now(), now()) ON CONFLICT ON CONSTRAINT deprecated_column_uses_pkey DO UPDATE SET uses = (uses + excluded.uses), last_used_at = GREATEST(last_used_at, excluded.last_used_at);
END
