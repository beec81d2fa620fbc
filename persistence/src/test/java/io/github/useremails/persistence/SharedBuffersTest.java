package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a lookup touches does not depend on how many users there are, but for the depth of its indexes. */
@Tag("slow")
class SharedBuffersTest {

    @RegisterExtension
    static final PostgresDatabase few = ManyUsers.of(1_000);

    @RegisterExtension
    static final PostgresDatabase many = ManyUsers.of(ManyUsers.MANY);

    /** Two indexes of three levels, a page of the table for each of two rows, and one to spare. */
    private static final int PAGES_FOR_ONE = 9;

    static List<Lookup> lookups() {
        return Lookup.all();
    }

    @BeforeAll
    static void lookIntoIndexes() throws SQLException {
        few.execute("create extension pageinspect");
        many.execute("create extension pageinspect");
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void aLookupAmongMoreUsersTouchesMorePagesOnlyByWhatItsIndexesAreDeeper(Lookup lookup) throws SQLException {
        for (String mode : Plan.MODES) {
            Plan amongFew = run(few, lookup, mode);
            Plan amongMany = run(many, lookup, mode);

            assertThat(amongMany.indexes()).isEqualTo(amongFew.indexes());
            int deeper = 0;
            for (String index : amongMany.indexes()) {
                deeper += depth(many, index) - depth(few, index);
            }
            assertThat(amongMany.pages() - amongFew.pages())
                    .as("%s%n%s", amongFew.text(), amongMany.text())
                    .isEqualTo(deeper * lookup.found());
            assertThat(amongMany.pages()).isLessThanOrEqualTo(PAGES_FOR_ONE * lookup.found());
        }
    }

    private static Plan run(PostgresDatabase database, Lookup lookup, String mode) throws SQLException {
        SentStatements statements = new SentStatements();
        try (Connection connection = database.dataSource().getConnection()) {
            Users users = PostgresUserEmails.over(new SingleConnectionDataSource(statements.of(connection), true))
                    .users();
            lookup.call().accept(users);
            // The first run also reads what the session keeps of the indexes from then on.
            Plan unused = Plan.ofRun(connection, statements.last(), lookup.values(), mode);
            return Plan.ofRun(connection, statements.last(), lookup.values(), mode);
        }
    }

    /** How many pages there are between the root of an index and its leaves. */
    private static int depth(PostgresDatabase database, String index) throws SQLException {
        String level = database.query("select fastlevel from bt_metap('" + index + "')")
                .get(0)
                .get(0);
        return Integer.parseInt(Objects.requireNonNull(level));
    }
}
