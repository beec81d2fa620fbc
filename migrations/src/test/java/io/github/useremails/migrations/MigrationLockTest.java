package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.PgBouncer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MigrationLockTest {

    private static final PlainName SCHEMA = new PlainName("public");

    private Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = Databases.shared().create();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void isFreeAgainAfterwards() {
        MigrationLock.acquire(database.directDataSource(), SCHEMA).close();

        assertThatNoException()
                .isThrownBy(() -> MigrationLock.acquire(database.directDataSource(), SCHEMA)
                        .close());
    }

    @Test
    void aLockThatStaysInAnotherSessionIsNamed() throws SQLException {
        assumeTrue(PgBouncer.isInstalled(), "there is no pgbouncer on the path");
        try (PgBouncer bouncer = PgBouncer.before(Databases.shared().server(), 2)) {
            PGSimpleDataSource dataSource = bouncer.dataSource(database.name());
            // Two transactions at once need both sessions, which then take turns.
            try (Connection one = dataSource.getConnection();
                    Connection other = dataSource.getConnection()) {
                begin(one);
                begin(other);
                one.commit();
                other.commit();
            }
            MigrationLock lock = MigrationLock.acquire(dataSource, SCHEMA);

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(lock::close)
                    .withMessageContaining("PgBouncer");
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }
}
