package io.github.useremails.migrations;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Twenty users whose addresses were moved from a legacy column, which is still there. */
record MovedUsers(Database database) {

    private static final Path SCRIPTS = Path.of("../docs/operations/move");

    static MovedUsers create() throws SQLException {
        MovedUsers users = new MovedUsers(Databases.shared().create());
        users.database.execute(
                "create table users (id bigint generated always as identity constraint users_pkey primary key,"
                        + " email_address text); insert into users (email_address)"
                        + " select 'user' || i || '@mail.example' from generate_series(1, 20) as i");
        users.migrations().migrate();
        return users;
    }

    Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    void addAnother(long user, String address) throws SQLException {
        database.execute(
                "insert into user_email_addresses (user_id, email_address, normalized_email_address, confirmed)"
                        + " values (" + user + ", '" + address + "', '" + address + "', true)");
    }

    /** As psql does it, in a transaction. */
    void run(String script) throws Exception {
        PGSimpleDataSource asPsql = database.dataSource();
        asPsql.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asPsql.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(Files.readString(SCRIPTS.resolve(script)));
            connection.commit();
        }
    }

    void awaitAWaitingSession() throws SQLException {
        while (database.query("select 1 from pg_locks l where not l.granted").isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
