package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.useremails.guard.legacy.LegacyApplication;
import io.github.useremails.guard.legacy.LegacyApplication.Jdbc;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of the uses that are found: logged, counted, told, and allowed. */
class GuardedUsesTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    private static final DeprecatedColumn EMAIL =
            new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");
    private static final String APPLICATION = "io.github.useremails.guard.legacy";
    private static final GuardSettings RAISING = GuardSettings.builder(EMAIL)
            .mode(GuardMode.RAISE)
            .applicationPackages(APPLICATION)
            .build();
    private static final GuardSettings LOGGING =
            GuardSettings.builder(EMAIL).applicationPackages(APPLICATION).build();

    private final Logged logged = new Logged();

    @BeforeAll
    static void create() throws SQLException {
        database.execute(PlantedStatements.SCHEMA);
    }

    @BeforeEach
    void listen() {
        Logger.getLogger(ColumnGuard.class.getName()).addHandler(logged);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger(ColumnGuard.class.getName()).removeHandler(logged);
    }

    @Test
    void aCallSiteIsLoggedOnceInAnInterval() throws SQLException {
        Instant start = Instant.parse("2026-03-01T00:00:00Z");
        AtomicLong minutes = new AtomicLong();
        ColumnGuard guard = ColumnGuard.with(LOGGING.toBuilder()
                .clock(() -> start.plus(minutes.get(), ChronoUnit.MINUTES))
                .interval(Duration.ofMinutes(10))
                .build());
        DataSource guarded = guard.over(database.dataSource());

        LegacyApplication.readAddress(guarded);
        LegacyApplication.readAddress(guarded);
        assertThat(logged.records).hasSize(1);

        minutes.set(10);
        LegacyApplication.readAddress(guarded);
        assertThat(logged.records).hasSize(2);
        assertThat(logged.records.get(1).getMessage()).contains("3 so far");
        assertThat(guard.counts().values()).containsExactly(3L);
    }

    @Test
    void aLogShowsTheApplicationAndNeitherSqlNorValues() throws SQLException {
        LegacyApplication.run(ColumnGuard.with(LOGGING).over(database.dataSource()), c -> {
            PreparedStatement query =
                    c.prepareStatement("select name from users where email_address in ('secret@mail.example', ?)");
            query.setString(1, "hidden@mail.example");
            query.executeQuery();
        });

        LogRecord log = logged.records.get(0);
        assertThat(log.getMessage())
                .contains("users.email_address")
                .contains("Users.primaryEmail(id)")
                .doesNotContain("secret")
                .doesNotContain("hidden")
                .doesNotContain("select");
        assertThat(log.getThrown()).hasNoCause();
        assertThat(log.getThrown().getStackTrace())
                .isNotEmpty()
                .allMatch(frame -> frame.getClassName().startsWith(APPLICATION));
    }

    @Test
    void anAllowingScopeIsExemptAndEnds() throws SQLException {
        ColumnGuard guard = ColumnGuard.with(RAISING);
        DataSource guarded = guard.over(database.dataSource());

        guard.allowing("compares both sides", () -> {
            guard.allowing("nested", () -> LegacyApplication.readAddress(guarded));
            LegacyApplication.readAddress(guarded);
        });
        String result = guard.allowing("has a result", () -> "result");
        assertThatThrownBy(() -> guard.allowing("fails", () -> {
                    throw new IllegalStateException("work failed");
                }))
                .hasMessage("work failed");

        assertThat(result).isEqualTo("result");
        assertThat(guard.counts()).isEmpty();
        assertThatThrownBy(() -> LegacyApplication.readAddress(guarded)).isInstanceOf(DeprecatedColumnException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> guard.allowing(" ", () -> {}));
    }

    @Test
    void anAllowingScopeIsOfOneThread() {
        ColumnGuard guard = ColumnGuard.with(LOGGING);
        DataSource guarded = guard.over(database.dataSource());

        guard.allowing(
                "only here",
                () -> CompletableFuture.runAsync(() -> readAddress(guarded)).join());

        assertThat(guard.counts()).hasSize(1);
    }

    @Test
    void listenersHearOfEachUse() throws SQLException {
        List<ColumnUse> uses = new ArrayList<>();
        DataSource guarded = ColumnGuard.with(
                        LOGGING.toBuilder().listener(uses::add).build())
                .over(database.dataSource());

        LegacyApplication.readAddress(guarded);
        LegacyApplication.readName(guarded);
        LegacyApplication.readAddress(guarded);

        assertThat(uses).hasSize(2);
        assertThat(uses.get(0)).isEqualTo(uses.get(1));
        assertThat(uses.get(0).foundBy()).isEqualTo(FoundBy.PARSER);
    }

    @Test
    void aListenerThatFailsDoesNotStopTheCall() throws SQLException {
        ColumnGuard guard = ColumnGuard.with(LOGGING.toBuilder()
                .listener(use -> {
                    throw new IllegalStateException("no metrics today");
                })
                .build());

        LegacyApplication.readAddress(guard.over(database.dataSource()));

        assertThat(guard.counts().values()).containsExactly(1L);
        assertThat(logged.records).hasSize(2);
    }

    @Test
    void callSitesBeyondTheLimitAreCountedTogether() throws SQLException {
        ColumnGuard guard =
                ColumnGuard.with(LOGGING.toBuilder().callSites(2).statements(10).build());
        DataSource guarded = guard.over(database.dataSource());

        for (Jdbc use : LegacyApplication.uses().values()) {
            LegacyApplication.run(guarded, use);
        }

        // Findings of the parser and of the words are counted apart, those beyond the limit, too.
        assertThat(guard.counts()).hasSizeLessThanOrEqualTo(4);
        assertThat(guard.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(LegacyApplication.uses().size());
    }

    @Test
    void textsBeyondTheLimitAreForgottenAndJudgedAgain() throws SQLException {
        StatementCache<String> recent = new StatementCache<>(10);
        for (int i = 0; i < 1_000; i++) {
            recent.put("select " + i, "verdict");
        }
        assertThat(recent.size()).isLessThanOrEqualTo(10);
        assertThat(recent.get("select 999")).isEqualTo("verdict");
        assertThat(recent.get("select 1")).isNull();

        StatementCache<String> large = new StatementCache<>(1_000_000);
        for (int i = 0; i < 100; i++) {
            large.put("x".repeat(200_000) + i, "verdict");
        }
        assertThat(large.size()).isLessThanOrEqualTo(40);
    }

    @Test
    void manyThreadsAreCountedExactly() {
        ColumnGuard guard = ColumnGuard.with(LOGGING.toBuilder().statements(4).build());
        DataSource guarded = guard.over(database.dataSource());

        Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 20; i++) {
                        readAddress(guarded);
                    }
                }))
                .limit(4)
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(guard.counts().values()).containsExactly(80L);
        assertThat(logged.records).hasSize(1);
    }

    private static void readAddress(DataSource dataSource) {
        try {
            LegacyApplication.readAddress(dataSource);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Logged extends Handler {

        final List<LogRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord log) {
            records.add(log);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
