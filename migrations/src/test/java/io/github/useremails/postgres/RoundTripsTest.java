package io.github.useremails.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

class RoundTripsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    private final PGSimpleDataSource dataSource = database.dataSource();
    private RoundTrips roundTrips;
    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        roundTrips = RoundTrips.on(dataSource);
        connection = dataSource.getConnection();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void doingNothingIsNone() {
        assertThat(roundTrips.during(() -> {})).isZero();
    }

    @Test
    void aSelectIsOne() throws SQLException {
        assertThat(roundTrips.during(() -> execute("select 1"))).isEqualTo(1);
    }

    @Test
    void manySelectsAreAsMany() throws SQLException {
        long count = roundTrips.during(() -> {
            for (int i = 0; i < 20; i++) {
                execute("select " + i);
            }
        });

        assertThat(count).isEqualTo(20);
    }

    @Test
    void aPreparedStatementOfTwoQueriesIsOne() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select ?; select ?")) {
            statement.setInt(1, 1);
            statement.setInt(2, 2);

            assertThat(roundTrips.during(statement::execute)).isEqualTo(1);
        }
    }

    @Test
    void aLongAnswerIsOne() throws SQLException {
        assertThat(roundTrips.during(() -> execute("select repeat('x', 1000) from generate_series(1, 10000)")))
                .isEqualTo(1);
    }

    @Test
    void aLongQuestionIsOne() throws SQLException {
        assertThat(roundTrips.during(() -> execute("select '" + "x".repeat(1_000_000) + "'")))
                .isEqualTo(1);
    }

    @Test
    void anAnswerInPortionsIsOneForEachPortion() throws SQLException {
        connection.setAutoCommit(false);
        execute("select 1");
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(10);

            assertThat(roundTrips.during(() -> {
                        var rows = statement.executeQuery("select * from generate_series(1, 25)");
                        while (rows.next()) {
                            rows.getInt(1);
                        }
                    }))
                    .isEqualTo(3);
        }
    }

    @Test
    void aSelectAndACommitAreTwo() throws SQLException {
        connection.setAutoCommit(false);

        assertThat(roundTrips.during(() -> {
                    execute("select 1");
                    connection.commit();
                }))
                .isEqualTo(2);
    }

    @Test
    void lookingForNotificationsIsNone() throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);

        assertThat(roundTrips.during(postgres::getNotifications)).isZero();
        assertThat(roundTrips.during(() -> postgres.getNotifications(10))).isZero();
    }

    /** A lower bound, which holds on any machine. */
    @Test
    void aRoundTripToADistantServerTakesAtLeastTheDistance() throws SQLException {
        roundTrips.at(Duration.ofMillis(20));
        long start = System.nanoTime();
        execute("select 1");
        execute("select 2");

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(40).toNanos());
    }

    /** It works on the question between the way there and the way back. */
    @Test
    void theDistanceComesOnTopOfTheWorkOfTheServer() throws SQLException {
        roundTrips.at(Duration.ofMillis(100));
        long start = System.nanoTime();
        execute("select pg_sleep(0.1)");

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void connectingTakesSome() throws SQLException {
        assertThat(roundTrips.during(() -> dataSource.getConnection().close())).isPositive();
    }

    @Test
    void countersDoNotDisturbEachOther() throws SQLException {
        RoundTrips other = RoundTrips.on(database.dataSource());

        assertThat(other.during(() -> execute("select 1"))).isZero();
    }

    @Test
    void theRoundTripsOfAllThreadsAreCounted() throws Exception {
        List<Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 8; i++) {
                connections.add(dataSource.getConnection());
            }
            long count = roundTrips.during(() -> {
                List<Future<?>> all = new ArrayList<>();
                for (Connection each : connections) {
                    all.add(threads.submit(() -> select(each, 50)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            });

            assertThat(count).isEqualTo(8 * 50);
        } finally {
            threads.shutdown();
            for (Connection each : connections) {
                each.close();
            }
        }
    }

    private static int select(Connection connection, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
        return times;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
