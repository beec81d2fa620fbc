package io.github.useremails.persistence.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.guard.ColumnGuard;
import io.github.useremails.guard.DeprecatedColumn;
import io.github.useremails.guard.GuardSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** A statement over a pool, with the guard and without. */
@NullUnmarked // The harness starts and stops it.
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class GuardBenchmark {

    private static final String BY_ID = "select u.id, u.name from users u where u.id = ?";

    @Param({"false", "true"})
    public boolean guarded;

    private EmbeddedPostgres postgres;
    private HikariDataSource pool;
    private DataSource dataSource;

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder().include(GuardBenchmark.class.getName()).build()).run();
    }

    @Setup(Level.Trial)
    public void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        pool = new HikariDataSource();
        pool.setDataSource(postgres.getPostgresDatabase());
        pool.setMaximumPoolSize(4);
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table users (id bigint primary key, name text, email_address text)");
            statement.execute(
                    "insert into users select i, 'name ' || i, i || '@mail.example' from generate_series(1, 10000) i");
            statement.execute("analyze users");
        }
        ColumnGuard guard = ColumnGuard.with(
                GuardSettings.logging(new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)")));
        dataSource = guarded ? guard.over(pool) : pool;
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        pool.close();
        postgres.close();
    }

    /** What the guard adds, and nothing of the server: the driver prepares when it executes. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public void prepared() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setLong(1, 4711);
        }
    }

    /** Look at the median: how long a round trip takes depends on which core wakes up. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public String oneRow() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(BY_ID)) {
            query.setLong(1, 4711);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getString(2);
            }
        }
    }
}
