function next_institution_roster_lines(next_roster_id bigint, batch_size integer) returns integer[] stable set search_path=pg_catalog, pg_temp, row_security=off, enable_seqscan=off, enable_bitmapscan=off, enable_sort=off, jit=off
BEGIN ATOMIC
 SELECT array_agg(line) AS array_agg
    FROM user_email_roster_lines l
   WHERE ((roster_id = next_institution_roster_lines.next_roster_id) AND pending AND (settled_with <= COALESCE(( SELECT settled_with
            FROM user_email_roster_lines k
           WHERE ((roster_id = next_institution_roster_lines.next_roster_id) AND pending)
           ORDER BY settled_with, line
          OFFSET (next_institution_roster_lines.batch_size - 1)
          LIMIT 1), 2147483647)));
END
