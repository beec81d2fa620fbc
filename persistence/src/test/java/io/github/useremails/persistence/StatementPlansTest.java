package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.persistence.SentStatements.Sent;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Every statement of the library goes through indexes, whatever the plan is made for; and so do the
 * triggers and functions that it sets off. The check of consistency is left out: it is there to read everything.
 */
class StatementPlansTest {

    @RegisterExtension
    static final PostgresDatabase database = ManyUsers.of(ManyUsers.MANY);

    /** What some statements may do all the same, known by words that only they have. */
    private static final Map<String, Allowed> EXCEPTIONS = Map.of(
            "\"e\".\"normalized_email_address\" = any",
            new Allowed("sorts the owners of the addresses that one user has just entered", "Sort"),
            "order by \"public\".\"user_email_roster_lines\".\"line\"",
            new Allowed("sorts the lines of one roster", "Sort"),
            "order by \"public\".\"user_email_roster_releases\"",
            new Allowed("sorts the releases of one roster", "Sort"),
            "\"o\".\"suspended_at\" is not null and \"o\".\"kind\"",
            new Allowed("lists what was suspended, up to a limit", "Index Scan without condition"));

    private static final Map<String, Sent> SENT = new LinkedHashMap<>();
    private static final Map<String, Set<String>> READ_AS_A_WHOLE = new TreeMap<>();
    private static Connection connection;

    private record Allowed(String reason, Set<String> suspicions) {
        Allowed(String reason, String... suspicions) {
            this(reason, Set.of(suspicions));
        }
    }

    @BeforeAll
    static void callEverything() throws SQLException {
        BusyUsers.fill(database);
        connection = database.dataSource().getConnection();
        SentStatements statements = new SentStatements();
        SequentialScans scans = new SequentialScans(connection);
        DataSource dataSource = new SingleConnectionDataSource(statements.of(connection), true);
        for (Map.Entry<String, Runnable> call :
                EveryCall.on(dataSource).inOrder(dataSource).entrySet()) {
            Set<String> tables = scans.during(call.getValue());
            if (!tables.isEmpty()) {
                READ_AS_A_WHOLE.put(call.getKey(), tables);
            }
        }
        statements.take().forEach(sent -> SENT.putIfAbsent(sent.sql(), sent));
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void noStatementIsLeftOut() {
        PostgresUserEmails emails =
                PostgresUserEmails.builder(database.dataSource()).recordEvents().build();

        assertThat(SENT.keySet()).containsAll(RenderedStatements.of(emails));
    }

    @Test
    void aStatementReadsNothingButIndexesAndTheRowsItFinds() throws SQLException {
        for (Sent sent : SENT.values()) {
            for (String mode : Plan.MODES) {
                Plan plan = Plan.of(connection, sent, mode);

                assertThat(excepted(sent.sql()))
                        .as("%s%n%s%n%s", mode, sent, plan.text())
                        .containsAll(plan.suspicions());
            }
        }
    }

    @Test
    void anExceptionIsOneStill() throws SQLException {
        for (Map.Entry<String, Allowed> exception : EXCEPTIONS.entrySet()) {
            Set<String> suspicions = new TreeSet<>();
            for (Sent sent : SENT.values()) {
                if (sent.sql().contains(exception.getKey())) {
                    for (String mode : Plan.MODES) {
                        suspicions.addAll(Plan.of(connection, sent, mode).suspicions());
                    }
                }
            }
            assertThat(suspicions)
                    .as(exception.getKey())
                    .isEqualTo(exception.getValue().suspicions());
        }
    }

    @Test
    void noTriggerAndNoFunctionReadsATableAsAWhole() {
        assertThat(READ_AS_A_WHOLE).isEmpty();
    }

    private static Set<String> excepted(String sql) {
        Set<String> excepted = new TreeSet<>();
        EXCEPTIONS.forEach((words, exception) -> {
            if (sql.contains(words)) {
                excepted.addAll(exception.suspicions());
            }
        });
        return excepted;
    }
}
