package io.github.useremails.migrations;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Twenty users whose addresses were moved from a legacy column, which is still there. */
record MovedUsers(Database database) {

    static final String WAIVE_OBSERVATION = "select waive_contract_check('observation', 'a test')";

    static MovedUsers create() throws SQLException {
        return new MovedUsers(Databases.shared().copyOf("moved users", MovedUsers::prepare));
    }

    /** The same users, and no migration yet. */
    static MovedUsers beforeTheMove() throws SQLException {
        return new MovedUsers(Databases.shared().copyOf("users before the move", MovedUsers::createUsers));
    }

    private static void prepare(Database template) throws SQLException {
        createUsers(template);
        Migrations.of(template.dataSource()).migrate();
    }

    private static void createUsers(Database template) throws SQLException {
        template.execute("create table users (id bigint generated always as identity constraint users_pkey primary key,"
                + " email_address text); insert into users (email_address)"
                + " select 'user' || i || '@mail.example' from generate_series(1, 20) as i");
    }

    Migrations migrations() {
        return Migrations.of(database.dataSource());
    }

    /** The contract without its wait, and although nobody observes the uses of the column. */
    Migrations contract() throws SQLException {
        database.execute(WAIVE_OBSERVATION);
        return migrations().withContract().waitingForContract(Duration.ZERO);
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
            statement.execute(MoveScripts.sql(script));
            connection.commit();
        }
    }

    void undoDownTo(MoveStep step) throws Exception {
        for (String script : MoveScripts.undoDownTo(step)) {
            run(script);
        }
    }

    void bringTheColumnBack() throws Exception {
        run(MoveScripts.undo(MoveStep.CONTRACT));
    }

    void awaitAWaitingSession() throws SQLException {
        while (database.query("select 1 from pg_locks l where not l.granted").isEmpty()) {
            Polling.pause();
        }
    }
}
