package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Connections that restore their settings. The backfill is not one transaction, so it changes settings of the session.
 * If it fails, they are not reset, and a pool would hand out sessions without a statement timeout.
 */
final class RestoredSessions {

    private static final String READ =
            "select current_setting('statement_timeout'), current_setting('client_connection_check_interval')";
    private static final String RESTORE = "select set_config('statement_timeout', ?, false),"
            + " set_config('client_connection_check_interval', ?, false)";

    private RestoredSessions() {}

    static DataSource of(DataSource dataSource) {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object answer = Proxies.invoke(method, dataSource, arguments);
            return answer instanceof Connection connection ? restored(connection) : answer;
        });
    }

    private static Connection restored(Connection connection) throws SQLException {
        Settings before = Settings.of(connection);
        return Proxies.of(Connection.class, (self, method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                before.restore(connection);
            }
            return Proxies.invoke(method, connection, arguments);
        });
    }

    private record Settings(String statementTimeout, String checkInterval) {

        static Settings of(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(READ)) {
                answer.next();
                Settings settings = new Settings(answer.getString(1), answer.getString(2));
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return settings;
            }
        }

        /** A broken session has nothing to restore, and the reason is known already. */
        void restore(Connection connection) {
            try {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
                try (PreparedStatement statement = connection.prepareStatement(RESTORE)) {
                    statement.setString(1, statementTimeout);
                    statement.setString(2, checkInterval);
                    statement.execute();
                }
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            } catch (SQLException e) {
                System.getLogger(RestoredSessions.class.getName())
                        .log(System.Logger.Level.DEBUG, "the settings of the session were not restored", e);
            }
        }
    }
}
