package io.github.useremails.migrations;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * What each role may do with each object of the module, in the middle of the move. The file of expected answers is
 * written by {@code -Drights.refresh} and read before it is committed: an object that it does not name fails.
 */
class RightsTest {

    private static final Path EXPECTED = Path.of("src/test/resources/rights.txt");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String ALL_OF_A_RELATION = "select insert update delete truncate references trigger";

    private static Database database;

    @BeforeAll
    static void migrateAsAPlainOwner() throws SQLException {
        database = HostDatabase.moving();
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void eachRoleMayDoWhatWasDecidedForEachObject() throws Exception {
        String rights = rights();

        if (System.getProperty("rights.refresh") != null) {
            Files.writeString(EXPECTED, rights);
        }
        assertThat(rights)
                .as("a new object needs a decision: run the test with -Drights.refresh and read the difference")
                .isEqualTo(Files.readString(EXPECTED));
    }

    /** A function that may be called, and that calls one that may not, is refused as well. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OWNER")
    void aCallIsRefusedExactlyWhereTheRoleMayNotExecuteTheFunction(HostRole role) throws SQLException {
        assertThat(wronglyAnswered(role, Rights.OF_EACH_CALL)).isEmpty();
    }

    /** A view, a default or a check may need a right of its own. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "OWNER")
    void aStatementIsRefusedExactlyWhereTheRoleHasNoSuchRight(HostRole role) throws SQLException {
        assertThat(wronglyAnswered(role, Rights.OF_EACH_STATEMENT)).isEmpty();
    }

    /** One line for each object: {@code table users: application select insert; owner select insert update}. */
    private static String rights() throws SQLException {
        Map<String, List<String>> objects = new TreeMap<>();
        for (HostRole role : HostRole.values()) {
            for (List<@Nullable String> object : role.query(database, Rights.OF_EACH_OBJECT)) {
                List<String> roles = objects.computeIfAbsent(object.get(0), name -> new ArrayList<>());
                String rights = object.get(1);
                if (rights != null && !rights.isEmpty()) {
                    roles.add(role + " " + rights.replace(ALL_OF_A_RELATION, "all"));
                }
            }
        }
        return objects.entrySet().stream()
                .map(object -> object.getKey() + ": " + String.join("; ", object.getValue()) + "\n")
                .collect(joining());
    }

    /** Each attempt is rolled back. Any other error than a missing right means that the role was let in. */
    private static List<String> wronglyAnswered(HostRole role, String attempts) throws SQLException {
        List<String> wrong = new ArrayList<>();
        try (Connection connection = database.asRole(role.role()).getConnection()) {
            connection.setAutoCommit(false);
            for (List<@Nullable String> attempt : role.query(database, attempts)) {
                String refusal = refusal(connection, attempt.get(0));
                boolean mayDoIt = "t".equals(attempt.get(1));
                if (mayDoIt == (refusal != null)) {
                    wrong.add(attempt.get(0) + ": " + (refusal == null ? "was not refused" : refusal));
                }
            }
        }
        return wrong;
    }

    private static @Nullable String refusal(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return null;
        } catch (SQLException e) {
            return INSUFFICIENT_PRIVILEGE.equals(e.getSQLState()) ? e.getMessage() : null;
        } finally {
            connection.rollback();
        }
    }
}
