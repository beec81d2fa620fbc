package io.github.useremails.persistence.soak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Polling;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.postgresql.ds.PGSimpleDataSource;

/** All commands at random from many threads, with connections that are killed, held against a journal at the end. */
final class Soak {

    private static final int OWN_USERS = 5;
    private static final int SHARED_USERS = 12;
    private static final long MILLISECONDS_BETWEEN_KILLS = 50;
    private static final String KILL = "select pg_terminate_backend(a.pid) from pg_stat_activity a"
            + " where a.application_name = 'soak' and a.datname = current_database() order by random() limit 1";

    private final Database database;
    private final int threads;
    private final long seed;

    /** What the actors act on, and where they write down what they saw. */
    record World(
            PostgresUserEmails emails,
            PostgresUserEmails independent,
            List<UserId> shared,
            Journal journal,
            Counts operations,
            Counts refusals,
            Counts failures,
            List<String> violations) {

        /** Through a connection that nobody kills. */
        void look(UserId user) {
            journal.settle(user, independent.users().find(user).orElseThrow()).ifPresent(violations::add);
        }
    }

    Soak(Database database, int threads, long seed) {
        this.database = database;
        this.threads = threads;
        this.seed = seed;
    }

    SoakReport run(BooleanSupplier goesOn) throws Exception {
        Migrations.of(database.directDataSource()).migrate();
        try (HikariDataSource pool = pool()) {
            PostgresUserEmails emails =
                    PostgresUserEmails.builder(pool).recordEvents().attempts(10).build();
            World world = world(emails);
            LongAdder killed = new LongAdder();
            Deliveries deliveries = new Deliveries(emails.outbox(), world, goesOn);
            ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
            Future<?> killing = killer.scheduleAtFixedRate(
                    () -> kill(killed, world),
                    MILLISECONDS_BETWEEN_KILLS,
                    MILLISECONDS_BETWEEN_KILLS,
                    TimeUnit.MILLISECONDS);
            try {
                act(world, deliveries, goesOn);
            } finally {
                killing.cancel(false);
                killer.shutdown();
            }
            while (deliveries.deliver()) {
                Polling.pause();
            }
            return report(world, killed.sum(), deliveries.delivered());
        }
    }

    private void act(World world, Deliveries deliveries, BooleanSupplier goesOn) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads + 1);
        try {
            List<Future<?>> running = new ArrayList<>();
            running.add(executor.submit(deliveries));
            for (int thread = 0; thread < threads; thread++) {
                running.add(
                        executor.submit(new Actor(new Random(seed + thread), world, ownUsers(world, thread), goesOn)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private SoakReport report(World world, long killed, long delivered) {
        List<String> violations = world.violations();
        violations.addAll(world.journal().violations(world.independent().users()::find));
        PostgresUserEmails.over(database.dataSource())
                .upkeep()
                .findInconsistencies()
                .forEach(found -> violations.add(found.toString()));
        return new SoakReport(
                world.operations().sorted(),
                world.refusals().sorted(),
                world.failures().sorted(),
                killed,
                delivered,
                world.journal().size(),
                List.copyOf(violations));
    }

    private World world(PostgresUserEmails emails) {
        // Direct: through PgBouncer it would share the connections that are killed.
        PostgresUserEmails independent = PostgresUserEmails.over(database.directDataSource());
        List<UserId> shared = new ArrayList<>();
        for (int i = 0; i < SHARED_USERS; i++) {
            shared.add(independent
                    .users()
                    .register(EmailAddress.parse("first" + i + "@shared.example"))
                    .id());
        }
        return new World(
                emails,
                independent,
                List.copyOf(shared),
                new Journal(),
                new Counts(),
                new Counts(),
                new Counts(),
                Collections.synchronizedList(new ArrayList<>()));
    }

    private static List<UserId> ownUsers(World world, int thread) {
        List<UserId> own = new ArrayList<>();
        for (int i = 0; i < OWN_USERS; i++) {
            EmailAddress first = EmailAddress.parse("first" + thread + "." + i + "@own.example");
            User user = world.independent().users().register(first);
            world.journal().acknowledged(user);
            own.add(user.id());
        }
        return List.copyOf(own);
    }

    private void kill(LongAdder killed, World world) {
        try {
            if (!database.query(KILL).isEmpty()) {
                killed.increment();
            }
        } catch (SQLException e) {
            world.violations().add("the killer failed: " + e.getSQLState());
        }
    }

    private HikariDataSource pool() {
        PGSimpleDataSource dataSource = database.dataSource();
        dataSource.setApplicationName("soak");
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(threads + 1);
        return new HikariDataSource(config);
    }
}
