package io.github.useremails.persistence.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.ThreadParams;

/** One operation of one contender, in a JVM of its own, on a database that {@link UserData} has filled. */
@NullUnmarked // The harness starts and stops it.
@State(Scope.Benchmark)
public class OperationBenchmark {

    @Param("LIBRARY")
    public String contender;

    @Param("WITH_EMAIL")
    public String operation;

    @Param("")
    public String url;

    @Param("0")
    public long users;

    /** Microseconds that a round trip takes longer. */
    @Param("0")
    public int distance;

    /** Whether the caller runs on one processor, as its server does. */
    @Param("false")
    public boolean bound;

    private final AtomicLong written = new AtomicLong();

    private HikariDataSource pool;
    private UserData data;
    private Questions questions;
    private Contender asked;
    private Operation measured;
    private long firstOfIteration;

    /** Where one thread is among the questions; far from where the others are. */
    @State(Scope.Thread)
    public static class Place {

        private long next;

        @Setup
        public void start(ThreadParams threads) {
            next = threads.getThreadIndex() * 7_919L;
        }

        /** Only the caller: the compiler and the collector keep the other processors. */
        @Setup(Level.Iteration)
        public void bind(OperationBenchmark benchmark) throws IOException, InterruptedException {
            if (benchmark.bound) {
                Processors.bindToFirst(Processors.thisThread());
            }
        }
    }

    @Setup(Level.Trial)
    public void start(BenchmarkParams parameters) throws SQLException {
        pool = MeasuredPool.over(url, parameters.getThreads(), Duration.of(distance, ChronoUnit.MICROS));
        UserShape shape = new UserShape(users);
        data = new UserData(pool, shape);
        questions = Questions.about(shape);
        asked = Contenders.valueOf(contender)
                .over(pool, () -> Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS));
        measured = Operation.valueOf(operation);
    }

    @TearDown(Level.Iteration)
    public void undo() throws SQLException {
        if (!measured.writes()) {
            return;
        }
        long calls = written.get() - firstOfIteration;
        if (calls > measured.mostCalls(questions.shape())) {
            throw new IllegalStateException("an iteration of " + calls + " calls of " + measured.word()
                    + " did some of it twice: give more -Dbenchmark.users");
        }
        firstOfIteration = written.get();
        data.restore();
    }

    @TearDown(Level.Trial)
    public void stop() throws SQLException {
        if (measured.writes()) {
            data.vacuum();
        }
        asked.close();
        pool.close();
    }

    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Object call(Place place) throws Exception {
        long number = measured.writes() ? written.getAndIncrement() : place.next++;
        return measured.call(asked, questions, number);
    }
}
