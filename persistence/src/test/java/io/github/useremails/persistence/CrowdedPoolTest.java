package io.github.useremails.persistence;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many more threads than connections. */
class CrowdedPoolTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int THREADS = 500;
    private static final int CONNECTIONS = 10;

    private HikariDataSource pool;
    private PostgresUserEmails emails;

    @BeforeEach
    void open() {
        pool = Pool.over(database.dataSource(), config -> {
            config.setMaximumPoolSize(CONNECTIONS);
            config.setConnectionTimeout(MINUTES.toMillis(2));
        });
        emails = PostgresUserEmails.over(pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void everythingThatWasAcknowledgedIsThereAndNoConnectionIsLeftBehind() throws Exception {
        List<User> acknowledged = inEachThread(this::aBusyUser);

        assertThat(acknowledged).hasSize(THREADS);
        for (User user : acknowledged) {
            assertThat(emails.users().find(user.id())).contains(user);
        }
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection()).isZero();
        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(CONNECTIONS);
        assertThat(database.query("select distinct state from pg_stat_activity"
                        + " where datname = current_database() and backend_type = 'client backend'"
                        + " and pid <> pg_backend_pid()"))
                .containsExactly(List.of("idle"));
    }

    private User aBusyUser(int thread) {
        EmailAddress first = EmailAddress.parse("first" + thread + "@mail.example");
        EmailAddress second = EmailAddress.parse("second" + thread + "@mail.example");
        UserId id = emails.users().register(first).id();
        emails.users().update(id, (user, now) -> user.addEmail(second, now).confirmEmail(second, now));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> emails.users().update(id, (user, now) -> {
                    throw new ArithmeticException("in the middle of a change");
                }));
        User user = emails.users()
                .update(id, (before, now) -> before.makePrimary(second).removeEmail(first));
        assertThat(emails.users().withEmail(second)).contains(user);
        return user;
    }

    /** Without a clock: nobody stops asking before the last one has been served, so one who starves is never served. */
    @Test
    void nobodyStarvesWhileOthersAskWithoutEnd() throws Exception {
        UserId id =
                emails.users().register(EmailAddress.parse("ann@mail.example")).id();
        CountDownLatch unserved = new CountDownLatch(THREADS);

        List<Integer> served = inEachThread(thread -> {
            int calls = 0;
            do {
                assertThat(emails.users().find(id)).isPresent();
                calls++;
                if (calls == 3) {
                    unserved.countDown();
                }
            } while (unserved.getCount() > 0 || calls < 3);
            return calls;
        });

        assertThat(served).hasSize(THREADS).allMatch(calls -> calls >= 3);
    }

    @FunctionalInterface
    private interface Work<T> {
        T in(int thread) throws Exception;
    }

    private static <T> List<T> inEachThread(Work<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                all.add(() -> {
                    start.await();
                    return work.in(thread);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
