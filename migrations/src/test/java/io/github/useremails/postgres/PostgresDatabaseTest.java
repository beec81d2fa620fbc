package io.github.useremails.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

class PostgresDatabaseTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy("fruits", PostgresDatabaseTest::plantFruits);

    @BeforeAll
    static void leaveATrace() throws SQLException {
        database.execute("create table only_once as select 'outer class' as name");
    }

    @Test
    void startsWithWhatWasPrepared() throws SQLException {
        assertThat(database.query("select fruit from fruits")).containsExactly(List.of("apple"));
    }

    @Test
    void givesColumnsAsTextAndKeepsNull() throws SQLException {
        assertThat(database.query("select 1, null, true, date '2026-02-03' union all select 2, 'b', false, null"))
                .containsExactly(Arrays.asList("1", null, "t", "2026-02-03"), Arrays.asList("2", "b", "f", null));
    }

    @Test
    void executesManyStatementsAtOnce() throws SQLException {
        database.execute("create table colours (colour text); insert into colours values ('red'), ('blue')");

        assertThat(database.query("select count(*) from colours")).containsExactly(List.of("2"));
    }

    @Test
    void connectsByUrl() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
            assertThat(database.query("select current_database()")).containsExactly(List.of(connection.getCatalog()));
        }
    }

    @Test
    void actsAsARole() throws SQLException {
        database.execute("create role fruit_fly");
        try {
            assertThatThrownBy(() -> execute(database.asRole("fruit_fly"), "select fruit from fruits"))
                    .hasMessageContaining("permission denied for table fruits");
        } finally {
            database.execute("drop role fruit_fly");
        }
    }

    @Nested
    class ANestedClass {

        @Test
        void usesTheDatabaseOfItsOuterClass() throws SQLException {
            assertThat(database.query("select name from only_once")).containsExactly(List.of("outer class"));
        }
    }

    @Test
    void isDroppedAfterTheLastTest() throws SQLException {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(TwoTests.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(2));

        assertThat(database.query("select datname from pg_database")).doesNotContain(TwoTests.databaseName);
    }

    @Test
    void saysWhyThereIsNoDatabase() {
        assertThatThrownBy(() -> PostgresDatabase.empty().dataSource())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("static field");
    }

    static class TwoTests {

        @RegisterExtension
        static final PostgresDatabase own = PostgresDatabase.empty();

        static List<String> databaseName = List.of();

        @Test
        void first() throws SQLException {
            seesTheSameDatabase();
        }

        @Test
        void second() throws SQLException {
            seesTheSameDatabase();
        }

        private static void seesTheSameDatabase() throws SQLException {
            List<String> seen = own.query("select current_database()").get(0);
            assertThat(databaseName).isIn(List.of(), seen);
            databaseName = seen;
        }
    }

    private static void plantFruits(DataSource dataSource) {
        try {
            execute(dataSource, "create table fruits as select 'apple' as fruit");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
