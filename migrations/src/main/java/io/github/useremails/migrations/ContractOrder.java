package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Prevents the contract from running together with the migrations that it requires. */
final class ContractOrder {

    private static final String HAS_COLUMN = """
            select
              from pg_catalog.pg_attribute a
             where a.attrelid = to_regclass('%s.%s')
               and a.attname = '%s'
               and not a.attisdropped
            """;

    private static final String CONTRACT = "V5__drop_the_column.sql";

    private ContractOrder() {}

    /**
     * Fails while versioned scripts are pending and there is an address to move.
     *
     * @throws FlywayException with the pending scripts, or if policies hide users from the role
     */
    static void require(DataSource dataSource, UsersTable users, LegacyColumn column, List<Flyway> parts) {
        String pending = parts.stream()
                .flatMap(part -> Arrays.stream(part.info().pending()))
                .filter(script -> script.getVersion() != null)
                .filter(script -> !script.getScript().equals(CONTRACT))
                .map(MigrationInfo::getScript)
                .collect(Collectors.joining("\n  "));
        if (!pending.isEmpty() && isUsed(dataSource, users, column)) {
            throw new FlywayException(
                    "%s.%s cannot be dropped: these migrations have not run:\n  %s\nRun them without the"
                                    .formatted(users.table().value(), column.name(), pending)
                            + " contract, deploy the releases that use the addresses, and run the contract some days later.");
        }
    }

    private static boolean isUsed(DataSource dataSource, UsersTable users, LegacyColumn column) {
        String schema = users.schema().value();
        String table = users.table().value();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Fails if a policy would hide users.
            statement.execute("set local row_security = off");
            boolean used = hasRows(statement, HAS_COLUMN.formatted(schema, table, column.name()))
                    && hasRows(statement, "select from %s.%s limit 1".formatted(schema, table));
            connection.rollback();
            connection.setAutoCommit(true);
            return used;
        } catch (SQLException e) {
            throw new FlywayException("the contract cannot begin: " + e.getMessage(), e);
        }
    }

    private static boolean hasRows(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }
}
