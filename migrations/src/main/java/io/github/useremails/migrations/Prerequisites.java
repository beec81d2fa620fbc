package io.github.useremails.migrations;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** What must be true before Flyway starts, because Flyway's own errors do not name a remedy. */
final class Prerequisites {

    /** Where Flyway and Liquibase look for an application's migrations by default. */
    private static final List<String> FOLDERS_OF_APPLICATIONS = List.of("db/migration", "db/changelog");

    private static final String READ_STATE = """
            select exists (select 1 from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = any(?)),
                   (
                     select min(c.relname)
                       from pg_catalog.pg_class c
                      where c.relnamespace = n.oid
                        and c.relname = any(?)
                        and not pg_catalog.has_table_privilege(c.oid, 'select')),
                   exists (select 1 from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = ?),
                   current_user
              from (select) one
              left
              join pg_catalog.pg_namespace n
                on n.nspname = ?
            """;

    /** Any Flyway history except ours, under any name and in any schema, or a Liquibase history. */
    private static final String HAS_OTHER_HISTORY = """
            select exists (
                     select 1
                       from pg_catalog.pg_class c
                      where c.relkind in ('r', 'p')
                        and c.relname <> all(?)
                        and (   c.relname = 'databasechangelog'
                             or 3 = (
                               select count(*)
                                 from pg_catalog.pg_attribute a
                                where a.attrelid = c.oid
                                  and a.attname in ('installed_rank', 'checksum', 'success'))))
            """;

    private Prerequisites() {}

    /** Fails for a role that cannot see which migrations have run. */
    static void requireReadableHistory(DataSource dataSource, UsersTable users) {
        check(dataSource, connection -> read(connection, users).requireReadableHistory(users));
    }

    /** Also fails if this would create the users table where the application's migrations will create it. */
    static void requireForMigrating(DataSource dataSource, UsersTable users) {
        check(dataSource, connection -> {
            State state = read(connection, users);
            state.requireReadableHistory(users);
            if (state.history() || state.users()) {
                return;
            }
            Optional<String> folder = folderOfApplication();
            if (folder.isPresent() && !hasOtherHistory(connection)) {
                throw new FlywayException(applicationFirst(users, folder.get()));
            }
        });
    }

    private static String applicationFirst(UsersTable users, String folder) {
        return """
                table %s.%s does not exist, and the application's own migrations in classpath:%s have not run in this \
                database. Run them first: after these migrations they would fail, or with baselineOnMigrate be skipped.
                  In Java:  flyway.migrate();
                            Migrations.of(dataSource).migrate();
                  In Spring Boot, a bean: FlywayMigrationStrategy order() {
                    return flyway -> { flyway.migrate(); Migrations.of(flyway.getConfiguration().getDataSource()).migrate(); };
                  }
                If they do not create the table, create it: create table %s.%s (%s bigint generated always as identity \
                primary key)""".formatted(
                        users.schema().value(),
                        users.table().value(),
                        folder,
                        users.schema().value(),
                        users.table().value(),
                        users.key().value());
    }

    private static Optional<String> folderOfApplication() {
        List<ClassLoader> loaders = Stream.of(
                        Thread.currentThread().getContextClassLoader(), Prerequisites.class.getClassLoader())
                .filter(loader -> loader != null)
                .toList();
        return FOLDERS_OF_APPLICATIONS.stream()
                .filter(folder -> loaders.stream().anyMatch(loader -> loader.getResource(folder) != null))
                .findFirst();
    }

    private static State read(Connection connection, UsersTable users) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ_STATE)) {
            Array histories = histories(connection);
            statement.setArray(1, histories);
            statement.setArray(2, histories);
            statement.setString(3, users.table().value());
            statement.setString(4, users.schema().value());
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return new State(answer.getBoolean(1), answer.getString(2), answer.getBoolean(3), answer.getString(4));
            }
        }
    }

    private static boolean hasOtherHistory(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HAS_OTHER_HISTORY)) {
            statement.setArray(1, histories(connection));
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    private static Array histories(Connection connection) throws SQLException {
        return connection.createArrayOf("name", Part.histories().toArray());
    }

    private static void check(DataSource dataSource, Check check) {
        try (Connection connection = dataSource.getConnection()) {
            check.of(connection);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        }
    }

    private interface Check {
        void of(Connection connection) throws SQLException;
    }

    private record State(boolean history, @Nullable String unreadableHistory, boolean users, String role) {

        void requireReadableHistory(UsersTable table) {
            if (unreadableHistory != null) {
                String name = table.schema().value() + "." + unreadableHistory;
                throw new FlywayException(("role %s may not read table %s, so it is unknown which migrations have run."
                                + " If this role runs migrations, use the owner of the table instead. If it only checks"
                                + " at start-up that nothing is pending: grant select on %s to %s")
                        .formatted(role, name, name, role));
            }
        }
    }
}
