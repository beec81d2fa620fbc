function add_institution_roster_lines(extended_roster_id bigint, first_line integer, external_keys text[], addresses text[], normalized_addresses text[], outcomes text[]) returns void volatile set search_path=pg_catalog, pg_temp, row_security=off
BEGIN ATOMIC
 INSERT INTO user_email_roster_lines (roster_id, line, external_key, email_address, normalized_email_address, outcome, settled_with)  SELECT add_institution_roster_lines.extended_roster_id AS extended_roster_id,
             ((add_institution_roster_lines.first_line + (place)::integer) - 1),
             external_key,
             address,
             normalized_address,
             outcome,
             ((add_institution_roster_lines.first_line + (place)::integer) - 1)
            FROM UNNEST(add_institution_roster_lines.external_keys, add_institution_roster_lines.addresses, add_institution_roster_lines.normalized_addresses, add_institution_roster_lines.outcomes) WITH ORDINALITY t(external_key, address, normalized_address, outcome, place);
END
