package io.github.useremails.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DatabasesTest {

    private final AtomicInteger preparations = new AtomicInteger();
    private final Databases databases = Databases.on(Databases.shared().server());

    @Test
    void theSharedServerIsOneForAll() {
        assertThat(Databases.shared()).isSameAs(Databases.shared());
    }

    @Test
    void eachDatabaseIsFresh() throws SQLException {
        try (Database one = databases.create();
                Database other = databases.create()) {
            one.execute("create table fruits (fruit text)");

            assertThat(other.name()).isNotEqualTo(one.name());
            assertThat(other.query("select to_regclass('fruits')").get(0)).containsOnlyNulls();
        }
    }

    @Test
    void aDatabaseMayBeACopyOfAnother() throws SQLException {
        try (Database original = databases.create()) {
            original.execute("create table fruits as select 'apple' as fruit");

            try (Database copy = databases.create(original.name())) {
                assertThat(copy.query("select fruit from fruits")).containsExactly(List.of("apple"));
            }
        }
    }

    @Test
    void whatIsPreparedOnceIsCopiedEachTime() throws SQLException {
        try (Database one = databases.preparedBy("fruits", this::plantFruits);
                Database other = databases.preparedBy("fruits", this::plantFruits)) {
            one.execute("delete from fruits");

            assertThat(other.query("select fruit from fruits")).containsExactly(List.of("apple"));
            assertThat(preparations).hasValue(1);
        }
    }

    @Test
    void manyThreadsPrepareOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Database>> copies = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                copies.add(threads.submit(() -> databases.preparedBy("fruits", this::plantFruits)));
            }
            for (Future<Database> copy : copies) {
                copy.get().close();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(preparations).hasValue(1);
    }

    @Test
    void closingDropsTheDatabaseAlthoughSomebodyIsConnected() throws SQLException {
        Database database = databases.create();
        try (Connection connection = database.dataSource().getConnection()) {
            database.close();

            assertThat(connection.isValid(1)).isFalse();
        }
        try (Database other = databases.create()) {
            assertThat(other.query("select datname from pg_database")).doesNotContain(List.of(database.name()));
        }
    }

    private void plantFruits(DataSource dataSource) {
        preparations.incrementAndGet();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table fruits as select 'apple' as fruit");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
