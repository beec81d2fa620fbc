package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.PooledConnection;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a pool gets back after the migrations. */
class RestoredSessionsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noSessionKeepsASettingOfABackfillThatFailed(boolean autoCommit) throws SQLException {
        try (Database database = Databases.shared().create()) {
            database.execute("create table users (id bigint primary key, email_address text)");
            database.setDefault("useremails.batch_milliseconds", "nonsense");
            Pool pool = new Pool(database, autoCommit);

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> Migrations.of(pool).migrate())
                    .withMessageContaining("nonsense");

            assertThat(pool.sessions()).hasSizeGreaterThan(2).containsOnly("7s 0");
            pool.close();
        }
    }

    /** Keeps every session that was closed, with its settings. */
    private static final class Pool extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        private final transient PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        private final transient List<PooledConnection> sessions = new ArrayList<>();
        private final boolean autoCommit;

        Pool(Database database, boolean autoCommit) {
            source.setUrl(database.directJdbcUrl());
            this.autoCommit = autoCommit;
        }

        @Override
        public Connection getConnection() throws SQLException {
            PooledConnection session = source.getPooledConnection();
            sessions.add(session);
            Connection connection = session.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set statement_timeout = '7s'");
            }
            connection.setAutoCommit(autoCommit);
            return connection;
        }

        List<String> sessions() throws SQLException {
            List<String> settings = new ArrayList<>();
            for (PooledConnection session : sessions) {
                try (Connection connection = session.getConnection();
                        Statement statement = connection.createStatement();
                        ResultSet answer = statement.executeQuery(
                                "select concat_ws(' ',"
                                        + " current_setting('statement_timeout'), current_setting('client_connection_check_interval'))")) {
                    answer.next();
                    settings.add(answer.getString(1));
                }
            }
            return settings;
        }

        void close() throws SQLException {
            for (PooledConnection session : sessions) {
                session.close();
            }
        }
    }
}
