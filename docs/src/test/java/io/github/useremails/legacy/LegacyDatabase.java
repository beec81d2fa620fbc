package io.github.useremails.legacy;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** The application's database, into which the module has been migrated, on a server that keeps statistics. */
record LegacyDatabase(EmbeddedServer server, Database database, Connection statistics) implements AutoCloseable {

    private static final List<String> ROLES = List.of("shop", "analyst");

    static LegacyDatabase create(Path application) throws SQLException {
        EmbeddedServer server =
                EmbeddedServer.start(Map.of("shared_preload_libraries", "pg_stat_statements", "wal_level", "logical"));
        Database database = Databases.on(server).create();
        database.execute(
                "create extension pg_stat_statements; create role shop; create role analyst; create role support");
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + application.resolve("db/migration"))
                .load()
                .migrate();
        database.execute("insert into users (name, email_address) values ('Ann', 'ann@mail.example');"
                + " insert into contacts values (1, 1, 'ann@work.example'); insert into orders values (1, 1, 7)");
        Migrations.of(database.dataSource()).migrate();
        database.execute("grant usage on schema audit to shop, analyst;"
                + " grant select, insert, update, delete on all tables in schema public, audit to shop;"
                + " grant select on all tables in schema public, audit to analyst");
        return new LegacyDatabase(server, database, database.dataSource().getConnection());
    }

    void softDrop() throws SQLException {
        for (String role : ROLES) {
            database.execute("select soft_drop_column('users', 'email_address', '" + role + "')");
        }
    }

    void forgetStatements() throws SQLException {
        ask("select pg_stat_statements_reset()");
    }

    boolean hasSeenAUse() throws SQLException {
        return ask("select 1 from statements_that_use_column('users', 'email_address')");
    }

    /** Whether there is an answer. */
    private boolean ask(String question) throws SQLException {
        try (Statement statement = statistics.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return rows.next();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
