package io.github.useremails.persistence;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;

/** Fills the other tables of {@link ManyUsers} too, so that none of them is small enough to be read as a whole. */
final class BusyUsers {

    private BusyUsers() {}

    static void fill(PostgresDatabase database) throws SQLException {
        database.execute("""
                insert into user_email_confirmations (user_email_address_id, token_sha256, expires_at, created_at)
                select id,
                       sha256(convert_to(id::text, 'utf8')),
                       now() + '1 day',
                       now()
                  from user_email_addresses
                 where not (confirmed or institution_managed)
                   and user_id > 1000
                """);
        database.execute("""
                insert into user_email_outbox (user_id, kind, email_address, created_at)
                select i,
                       'confirmed',
                       'user' || i || '@school.example',
                       now()
                  from generate_series(1001, 21000) as i
                """);
        database.execute("""
                insert into user_email_institution_members (institution_id, external_key, user_id)
                select institution_id,
                       'key' || id,
                       user_id
                  from user_email_addresses
                 where institution_managed
                """);
        database.execute("""
                insert into user_email_rosters (institution_id, managed, created_at, expires_at)
                select i,
                       0,
                       now(),
                       'infinity'
                  from generate_series(1001, 6000) as i
                """);
        database.execute("""
                insert into user_email_roster_lines
                       (roster_id, line, external_key, email_address, normalized_email_address, user_id, settled_with)
                select id,
                       line,
                       'key' || id || '-' || line,
                       'user' || id || '-' || line || '@roster.example',
                       'user' || id || '-' || line || '@roster.example',
                       case when mod(line, 2) = 0 then id + line end,
                       line
                  from user_email_rosters
                 cross join generate_series(1, 10) as line
                """);
        database.execute("""
                insert into user_email_roster_releases (roster_id, user_email_address_id, user_id)
                select id,
                       id + number,
                       id + number
                  from user_email_rosters
                 cross join generate_series(1, 4) as number
                """);
        database.execute("vacuum (analyze)");
    }
}
