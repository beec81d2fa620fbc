package io.github.useremails.migrations;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copy of what stood before, while people go on writing, and when it is ended half-way. */
class BackfillTest {

    private static final int USERS = 5_000;
    private static final String NONE = "none";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Database database;

    @BeforeEach
    void forwardATableThatIsNotCopied() throws SQLException {
        database = Databases.shared().copyOf("users that are not copied", BackfillTest::prepare);
        startAgain();
    }

    private void startAgain() throws SQLException {
        database.execute("update user_email_move set cursor_id = null, upper_id = null, looked_at = 0, copied = 0,"
                + " started_at = null, finished_at = null");
    }

    private static void prepare(Database template) throws SQLException {
        template.execute("create table users (id bigint primary key, email_address text)");
        Migrations.of(template.dataSource()).migrate();
        // As it was before the migrations: rows whose insert was not forwarded.
        template.execute("set session_replication_role = replica; insert into users"
                + " select i, 'User' || i || '@mail.example' from generate_series(1, " + USERS + ") as i");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void everyAddressIsCopiedAndNoUserIsWritten() throws SQLException {
        List<List<@Nullable String>> users = database.query("select u.*, u.xmin, u.ctid from users u order by u.id");

        backfill();

        assertThat(problems()).isEmpty();
        assertThat(database.query("select m.looked_at, m.copied from user_email_move m"))
                .containsExactly(List.of("5000", "5000"));
        assertThat(database.query("select u.*, u.xmin, u.ctid from users u order by u.id"))
                .isEqualTo(users);
    }

    @ParameterizedTest
    @ValueSource(strings = {"progress.sql", "problems.sql", "obstacles.sql", "blockers.sql"})
    void whatOperatorsWatchAnswersWhileItRuns(String question) throws Exception {
        database.query("select copy_legacy_email_addresses(100)");

        List<List<@Nullable String>> answer = database.query(MoveScripts.sql("questions/" + question));

        assertThat(answer.isEmpty()).isEqualTo(question.equals("blockers.sql"));
    }

    @Test
    void copyingOnceMoreChangesNothing() throws SQLException {
        backfill();
        List<List<@Nullable String>> addresses =
                database.query("select e.*, e.xmin from user_email_addresses e order by e.id");

        startAgain();
        backfill();

        assertThat(database.query("select e.*, e.xmin from user_email_addresses e order by e.id"))
                .isEqualTo(addresses);
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatCannotBeCopiedIsNamedAndTheRestIsCopied() throws SQLException {
        database.execute("set session_replication_role = replica;"
                + " update users set email_address = 'USER1@mail.example' where id = 2;"
                + " update users set email_address = '  ' where id = 3;"
                + " update users set email_address = null where id = 4;"
                + " update users set email_address = (select string_agg(md5(i::text), '') from generate_series(1, 500) i)"
                + " where id = 5");

        backfill();

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c order by c.user_id"))
                .containsExactly(List.of("2", "belongs_to_another_user"), List.of("5", "cannot_be_kept"));
        assertThat(problems()).containsExactly(List.of("a conflict is open"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("4996"));
    }

    @Test
    void usersWhoComeLaterAreForwardedAndNotWaitedFor() throws SQLException {
        database.query("select copy_legacy_email_addresses(100)");
        database.execute("insert into users values (100000, 'late@mail.example')");

        backfill();

        assertThat(database.query("select m.upper_id from user_email_move m")).containsExactly(List.of("5000"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aBackfillThatIsKilledGoesOnWhereItStopped() throws Exception {
        int kills = 0;
        boolean finished = false;
        while (!finished) {
            Future<?> running = threads.submit(() -> backfillAs("victim", 50));
            kills += killWhenBegun() ? 1 : 0;
            finished = isFinishedAfter(running);
        }

        assertThat(kills).isPositive();
        assertThat(problems()).isEmpty();
        assertThat(database.query("select count(*) from user_email_addresses"))
                .containsExactly(List.of(String.valueOf(USERS)));
    }

    @Test
    void twoBackfillsAtOnceShareTheWork() throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            running.add(threads.submit(() -> backfillAs("one of two", 100)));
        }
        for (Future<?> each : running) {
            each.get(60, SECONDS);
        }

        assertThat(problems()).isEmpty();
        assertThat(database.query("select m.copied from user_email_move m")).containsExactly(List.of("5000"));
    }

    @Test
    void aRowThatSomebodyHoldsIsWaitedForWithoutHoldingOthersForLong() throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update users set email_address = 'held@mail.example' where id = 2500");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.query("select copy_legacy_email_addresses(5000)"))
                    .satisfies(error -> assertThat(error.getSQLState()).isEqualTo("55P03"));
            Future<?> running = threads.submit(() -> backfillAs("patient", 100));
            awaitWaiter();
            writer.commit();
            running.get(60, SECONDS);
        }

        assertThat(problems()).isEmpty();
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 2500"))
                .containsExactly(List.of("held@mail.example"));
    }

    @Test
    void whoIsInConflictIsNotCountedAsCopied() throws SQLException {
        database.execute("set session_replication_role = replica;"
                + " update users set email_address = 'USER1@mail.example' where id = 2");

        backfill();

        assertThat(database.query("select p.looked_at, p.copied, p.conflicts from user_email_move_progress() p"))
                .containsExactly(List.of("5000", "4999", "1"));
    }

    @Test
    void howFarItIsIsCountedFromTheFirstId() throws SQLException {
        database.execute("set session_replication_role = replica; update users set id = id + 1500000000");

        database.query("select copy_legacy_email_addresses(1000)");

        assertThat(database.query("select p.step, p.forwarding, p.percent from user_email_move_progress() p"))
                .containsExactly(List.of("backfill", "on", "20.0"));
    }

    @Test
    void aBackfillThatIsPausedByAnotherSessionRestsUntilItIsResumed() throws Exception {
        database.query("select pause_user_email_move('peak hours')");
        Future<?> running = threads.submit(() -> backfillAs("paused", 100));
        while (database.query("select 1 from pg_stat_activity a where a.application_name = 'paused'"
                        + " and a.wait_event = 'PgSleep'")
                .isEmpty()) {
            Polling.pause();
        }
        assertThat(database.query("select p.resting, p.looked_at from user_email_move_progress() p"))
                .containsExactly(List.of("paused: peak hours", "0"));

        database.query("select resume_user_email_move()");
        running.get(60, SECONDS);

        assertThat(problems()).isEmpty();
        assertThat(database.query("select e.event from user_email_move_events e where e.step = 'backfill'"
                        + " order by e.id desc limit 4"))
                .containsExactly(List.of("finished"), List.of("began"), List.of("resumed"), List.of("paused"));
    }

    @Test
    void aPauseHasAReasonInOneLine() {
        for (String reason : List.of("null", "''", "' '", "E'a\nb'", "repeat('x', 501)")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> database.query("select pause_user_email_move(" + reason + ")"))
                    .withMessageContaining("the reason must have");
        }
    }

    @Test
    void addressesAreCopiedInReadCommittedWhateverTheDefaultIs() throws SQLException {
        database.setDefault("default_transaction_isolation", "repeatable read");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> database.query("select copy_legacy_email_addresses(10)"))
                .withMessageContaining("read committed");
        backfill();

        assertThat(problems()).isEmpty();
    }

    @Test
    void aBackfillThatFailedIsNoReasonToRefuseTheNextRun() throws SQLException {
        database.execute("update useremails_email_address_history set success = false where version = '3';"
                + " delete from useremails_email_address_history where version = '4'");
        database.setDefault("statement_timeout", "2s");

        Migrations.of(database.dataSource()).migrate();

        assertThat(problems()).isEmpty();
    }

    /** Parity alone would not see a change that is undone on both sides. */
    @Test
    void changesThatAreMadeMeanwhileAreAllKept() throws Exception {
        Map<Long, String> journal = new ConcurrentHashMap<>();
        AtomicBoolean goesOn = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(4);
        List<Future<?>> writers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            writers.add(threads.submit(() -> write(number, journal, goesOn, begun)));
        }
        assertThat(begun.await(60, SECONDS)).isTrue();

        // However slow the machine is, the writers have changed enough.
        for (int round = 0; round < 3 || journal.size() <= 500; round++) {
            startAgain();
            backfillAs("backfill", 37);
        }
        goesOn.set(false);
        for (Future<?> writer : writers) {
            writer.get(60, SECONDS);
        }

        assertThat(problems()).isEmpty();
        Map<Long, String> legacy = states("select u.id, u.email_address from users u");
        Map<Long, String> addresses =
                states("select e.user_id, e.email_address from user_email_addresses e where e.primary");
        journal.forEach((user, acknowledged) -> {
            assertThat(legacy.getOrDefault(user, NONE)).as("column of " + user).isEqualTo(acknowledged);
            assertThat(addresses.getOrDefault(user, NONE))
                    .as("address of " + user)
                    .isEqualTo(acknowledged);
        });
    }

    /** Each thread has users of its own, so that its last acknowledged write is what must be there. */
    private Void write(int number, Map<Long, String> journal, AtomicBoolean goesOn, CountDownLatch begun)
            throws SQLException {
        Random random = new Random(number);
        try (Connection connection = database.dataSource().getConnection()) {
            for (int write = 0; goesOn.get(); write++) {
                long user = 4L * random.nextInt(USERS / 4) + number + 1;
                String address = "w" + number + "." + write + "@mail.example";
                switch (random.nextInt(5)) {
                    case 0 ->
                        run(connection, "update users set email_address = null where id = ?", user, NONE, journal);
                    case 1 -> run(connection, "delete from users where id = ?", user, NONE, journal);
                    case 2 -> replaceOnTheNewSide(connection, user, address, journal);
                    default ->
                        run(
                                connection,
                                "insert into users values (?, '" + address + "') on conflict (id) do update"
                                        + " set email_address = excluded.email_address",
                                user,
                                address,
                                journal);
                }
                begun.countDown();
            }
        }
        return null;
    }

    private static void run(Connection connection, String sql, long user, String state, Map<Long, String> journal)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, user);
            statement.execute();
            journal.put(user, state);
        }
    }

    /** By the rule of every writer of the addresses: the user is locked first. */
    private static void replaceOnTheNewSide(Connection connection, long user, String address, Map<Long, String> journal)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            boolean known = statement
                    .executeQuery("select id from users where id = " + user + " for no key update")
                    .next();
            if (known) {
                statement.execute("delete from user_email_addresses where user_id = " + user);
                statement.execute("insert into user_email_addresses"
                        + " (user_id, email_address, normalized_email_address, \"primary\", confirmed) values (" + user
                        + ", '" + address + "', '" + address + "', true, true)");
            }
            connection.commit();
            if (known) {
                journal.put(user, address);
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private Map<Long, String> states(String sql) throws SQLException {
        Map<Long, String> states = new ConcurrentHashMap<>();
        for (List<@Nullable String> row : database.query(sql)) {
            String address = row.get(1);
            states.put(Long.valueOf(String.valueOf(row.get(0))), address == null ? NONE : address);
        }
        return states;
    }

    private void backfill() throws SQLException {
        database.execute("call backfill_user_email_addresses(700)");
    }

    private @Nullable Void backfillAs(String applicationName, int batch) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set application_name = '" + applicationName + "'");
            statement.execute("call backfill_user_email_addresses(" + batch + ")");
        }
        return null;
    }

    /** Ends the backfill as soon as it has come further than it was; false if it was done before. */
    private boolean killWhenBegun() throws SQLException {
        String looked = "select looked_at, finished_at is not null from user_email_move";
        List<List<@Nullable String>> before = database.query(looked);
        List<List<@Nullable String>> now = before;
        while (now.equals(before)) {
            now = database.query(looked);
        }
        return !database.query("select pg_terminate_backend(a.pid) from pg_stat_activity a"
                        + " where a.application_name = 'victim' and a.datname = current_database()")
                .isEmpty();
    }

    private boolean isFinishedAfter(Future<?> running) throws Exception {
        try {
            running.get(60, SECONDS);
        } catch (ExecutionException killed) {
            assertThat(killed.getCause()).isInstanceOf(SQLException.class);
        }
        return !database.query("select 1 from user_email_move where finished_at is not null")
                .isEmpty();
    }

    private void awaitWaiter() throws SQLException {
        while (database.query("select 1 from pg_stat_activity a where a.application_name = 'patient'"
                        + " and cardinality(pg_blocking_pids(a.pid)) > 0")
                .isEmpty()) {
            Polling.pause();
        }
    }

    private List<List<@Nullable String>> problems() throws SQLException {
        return database.query("select p.problem from user_email_move_problems() p");
    }
}
