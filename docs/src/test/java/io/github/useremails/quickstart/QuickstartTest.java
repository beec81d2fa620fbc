package io.github.useremails.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.Scripts;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartTest {

    private final Properties properties = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theWalkShowsWhatEachCallFindsAndCosts() {
        properties.setProperty("quickstart.users", "2000");

        assertThat(run()).isZero();
        assertThat(printed(out))
                .contains("Flyway ran " + Scripts.ofTheSchema() + " migrations.")
                .contains("2,000 users with ")
                .containsPattern("users.primaryEmail\\(.*\\)\n.*@.*where mail goes\n *\\[1 round trip, ")
                .containsPattern("// confirmed, in another spelling\n +user \\d+\n")
                .containsPattern("// institution-managed, never confirmed\n +user \\d+\n")
                .containsPattern("// entered by several users, confirmed by none\n +nobody\n +\\[1 round trip, ")
                .containsPattern("// unknown\n +nobody\n +\\[1 round trip, ")
                .containsPattern("// malformed\n +nobody\n +\\[0 round trips, ")
                .contains("EmailAddress.parse says why: ")
                .containsPattern("@career.example +primary, confirmed\n +\\[2 round trips, ")
                .contains("EmailAddressClaimedException: the email address belongs to another user")
                .containsPattern("users.pageAfter(.*\n){6} +\\[1 round trip, ")
                .containsPattern("of 10,000 addresses belong to somebody\n +\\[1 round trip, ")
                .endsWith("Nothing is left behind. Read on in README.md, or look into docs/.\n");
        assertThat(printed(err)).contains("2000/2000 users");
    }

    @Test
    void aGivenServerIsUsedInASchemaThatIsGoneAtTheEnd() throws SQLException {
        try (Database database = Databases.shared().create()) {
            properties.setProperty("quickstart.users", "1000");
            properties.setProperty("quickstart.url", database.jdbcUrl());

            assertThat(run()).isZero();
            assertThat(printed(out)).contains("Flyway ran " + Scripts.ofTheSchema() + " migrations.");
            assertThat(database.query("select nspname from pg_namespace where nspname like '%quickstart%'"))
                    .isEmpty();
        }
    }

    @Test
    void aSchemaThatIsThereAlreadyIsLeftAlone() throws SQLException {
        try (Database database = Databases.shared().create()) {
            database.execute("create schema useremails_quickstart; create table useremails_quickstart.kept ()");
            properties.setProperty("quickstart.url", database.jdbcUrl());

            assertThat(run()).isEqualTo(1);
            assertThat(printed(err)).contains("exists already").contains("drop schema useremails_quickstart cascade");
            assertThat(database.query("select * from useremails_quickstart.kept"))
                    .isEmpty();
        }
    }

    @Test
    void aServerThatCannotBeReachedIsToldInOneLine() {
        properties.setProperty("quickstart.url", "jdbc:postgresql://localhost:1/none?user=x&password=secret");

        assertThat(run()).isEqualTo(1);
        assertThat(printed(err)).startsWith("quickstart: ").hasLineCount(1).doesNotContain("secret");
    }

    @Test
    void aRoleThatMayNotCreateIsToldInOneLine() throws SQLException {
        try (Database database = Databases.shared().create()) {
            database.execute("create role quickstart_guest login");
            properties.setProperty("quickstart.url", database.jdbcUrl());
            properties.setProperty("quickstart.user", "quickstart_guest");

            assertThat(run()).isEqualTo(1);
            assertThat(printed(err))
                    .startsWith("quickstart: ")
                    .contains("database_")
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "0", "-1", "999", "1000001", "99999999999999999999", "1e5"})
    void aSizeThatMakesNoSenseIsRefused(String users) {
        properties.setProperty("quickstart.users", users);

        assertThat(run()).isEqualTo(2);
        assertThat(printed(err)).contains("from 1000 to 1000000").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "jdbc:mysql://localhost/secret", "jdbc:postgresql:// /?&&&=%"})
    void aUrlThatIsNotOneOfPostgresIsRefused(String url) {
        properties.setProperty("quickstart.url", url);

        assertThat(run()).isPositive();
        assertThat(printed(err)).startsWith("quickstart: ").hasLineCount(1).doesNotContain("secret");
    }

    @Test
    void helpNamesTheOptions() {
        properties.setProperty("quickstart.help", "");

        assertThat(run()).isZero();
        assertThat(printed(out)).contains("quickstart.users", "quickstart.url", "QUICKSTART_PASSWORD");
    }

    @Test
    void anArgumentThatIsUnknownGetsHelpAndAnError() {
        assertThat(run("--hepl")).isEqualTo(2);
        assertThat(run("--help")).isZero();
    }

    private int run(String... arguments) {
        return Quickstart.run(
                List.of(arguments),
                properties,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String printed(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
