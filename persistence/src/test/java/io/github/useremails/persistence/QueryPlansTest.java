package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Every lookup goes through indexes, and neither sorts nor hashes. */
class QueryPlansTest {

    @RegisterExtension
    static final PostgresDatabase database = ManyUsers.of(ManyUsers.MANY);

    private static final SentStatements statements = new SentStatements();
    private static Connection connection;
    private static Users users;

    static List<Lookup> lookups() {
        return Lookup.all();
    }

    @BeforeAll
    static void connect() throws SQLException {
        // Direct: the planner is told in the session how to plan, and the statement is prepared there.
        connection = database.directDataSource().getConnection();
        users = PostgresUserEmails.over(new SingleConnectionDataSource(statements.of(connection), true))
                .users();
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void aLookupReadsNothingButIndexesAndTheRowsItFinds(Lookup lookup) throws SQLException {
        lookup.call().accept(users);
        for (String mode : Plan.MODES) {
            Plan plan = Plan.of(connection, statements.last(), lookup.values(), mode);

            assertThat(plan.text())
                    .doesNotContain("Seq Scan")
                    .doesNotContain("Sort")
                    .doesNotContain("Hash");
        }
    }
}
