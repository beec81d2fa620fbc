package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.replica.ReplicaSettings;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.HotStandby;
import io.github.useremails.postgres.Polling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever wrote sees it, whatever happens to the replica at the time. */
@Tag("slow")
class ReadYourWritesTest {

    private static final int WRITERS = 4;
    private static final int READS = 3;

    private final HotStandby standby = ReplicatedServers.standby();
    private final AtomicBoolean goOn = new AtomicBoolean(true);
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    @Test
    void noWriterSeesLessThanItsOwnWritesWhileTheReplicaIsPausedAndKilled() throws Exception {
        ReplicatedServers.stored().removeAll();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (HikariDataSource primary = Pool.over(ReplicatedServers.primary());
                HikariDataSource replica =
                        Pool.over(ReplicatedServers.replica(), config -> config.setConnectionTimeout(250))) {
            CountedDataSource asked = new CountedDataSource(primary);
            PostgresUserEmails writing = PostgresUserEmails.over(primary);
            PostgresUserEmails reading = PostgresUserEmails.builder(asked)
                    .replica(
                            replica,
                            ReplicaSettings.builder()
                                    .pause(Duration.ofMillis(50))
                                    .build())
                    .build();
            LongSupplier answersOfTheReplica = () -> reads.get() - asked.connections();

            List<Future<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(writer("writer" + i, writing, reading)));
            }
            for (int round = 0; round < 2; round++) {
                untilItGrows(answersOfTheReplica, 20);
                standby.pauseReplay();
                untilItGrows(writes::get, 40);
                untilItGrows(asked::connections, 40);
                standby.resumeReplay();
                untilItGrows(answersOfTheReplica, 20);
                standby.server().kill();
                untilItGrows(writes::get, 40);
                standby.server().startAgain();
            }
            untilItGrows(answersOfTheReplica, 20);
            goOn.set(false);
            for (Future<Void> writer : writers) {
                writer.get(60, SECONDS);
            }
        } finally {
            goOn.set(false);
            threads.shutdownNow();
            standby.awaitReplay();
        }

        assertThat(violations).isEmpty();
    }

    /** Each writes to a user of its own, so that what it must see is only what it wrote. */
    private Callable<Void> writer(String name, PostgresUserEmails writing, PostgresUserEmails reading) {
        return () -> {
            UserId id = writing.users()
                    .register(EmailAddress.parse(name + "@mail.example"))
                    .id();
            for (int i = 0; goOn.get(); i++) {
                EmailAddress added = EmailAddress.parse(name + "." + i + "@mail.example");
                User written =
                        writing.users().update(id, (user, now) -> only(user).addEmail(added, now));
                writes.incrementAndGet();
                PostgresUserEmails current = reading.notBefore(
                        WritePosition.parse(writing.writePosition().toString()));
                for (int read = 0; read < READS; read++) {
                    User seen = current.users().find(id).orElse(null);
                    reads.incrementAndGet();
                    if (!written.equals(seen)) {
                        violations.add(name + " wrote " + i + " and does not see it");
                    }
                }
            }
            return null;
        };
    }

    /** The user with the first address and no other, so that it does not grow. */
    private static User only(User user) {
        User left = user;
        for (int i = 1; i < user.emailAddresses().size(); i++) {
            left = left.removeEmail(user.emailAddresses().get(i).address());
        }
        return left;
    }

    private void untilItGrows(LongSupplier count, long by) {
        long goal = count.getAsLong() + by;
        Instant end = Instant.now().plusSeconds(120);
        while (count.getAsLong() < goal) {
            assertThat(Instant.now()).as("nothing goes on").isBefore(end);
            assertThat(violations).isEmpty();
            Polling.pause();
        }
    }
}
