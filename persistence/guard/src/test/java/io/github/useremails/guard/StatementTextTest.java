package io.github.useremails.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.guard.PlantedStatements.Use;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatementTextTest {

    private static final DeprecatedColumn EMAIL =
            new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");

    private final StatementText text = new StatementText(List.of(EMAIL));

    @ParameterizedTest
    @MethodSource("uses")
    void aUseIsFound(Use use) {
        assertThat(text.findings(use.sql())).containsExactly(new FoundColumn(EMAIL, use.foundBy()));
    }

    @ParameterizedTest
    @MethodSource("uses")
    void theWordsAloneTellOfAUse(Use use) {
        assertThat(byWords(use.sql())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("decoys")
    void aDecoyIsNotFlagged(String sql) {
        assertThat(text.findings(sql)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("decoysForTheParser")
    void whatTheParserReadsIsNotFlaggedForItsWords(String sql) {
        assertThat(text.findings(sql)).isEmpty();
        assertThat(byWords(sql)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("flaggedWrongly")
    void itIsKnownWhatIsFlaggedWrongly(Use use) {
        assertThat(text.findings(use.sql())).containsExactly(new FoundColumn(EMAIL, use.foundBy()));
    }

    @ParameterizedTest
    @MethodSource("decoys")
    void theWordsAloneDoNotFlagPlainDecoys(String sql) {
        assertThat(byWords(sql)).isFalse();
    }

    /** The tests run in Turkish, where the lower case of I has no dot. */
    @Test
    void capitalsAreReadAsTheDatabaseReadsThem() {
        assertThat(text.findings("SELECT ID, EMAIL_ADDRESS FROM USERS"))
                .containsExactly(new FoundColumn(EMAIL, FoundBy.PARSER));
    }

    @Test
    void aTextOfAMegabyteIsReadByItsWords() {
        String values = "(1, 'users.email_address'),".repeat(50_000) + "(1, 'x')";

        assertThat(text.findings("insert into users (id, name) values " + values))
                .isEmpty();
        assertThat(text.findings("insert into users (id, email_address) values " + values))
                .containsExactly(new FoundColumn(EMAIL, FoundBy.TOKENS));
    }

    @Test
    void aTextThatIsNestedTooDeepIsReadByItsWords() {
        String nested = "(".repeat(20_000) + "email_address" + ")".repeat(20_000);

        assertThat(text.findings("select " + nested + " from users"))
                .containsExactly(new FoundColumn(EMAIL, FoundBy.TOKENS));
    }

    @ParameterizedTest
    @MethodSource("unfinished")
    void whatIsNotClosedIsReadToTheEnd(String sql) {
        assertThat(text.findings(sql)).isEmpty();
    }

    @Test
    void severalColumnsAreToldApart() {
        DeprecatedColumn total = new DeprecatedColumn("orders", "total", "the sum of its lines");
        StatementText both = new StatementText(List.of(EMAIL, total));

        assertThat(both.findings("select total from orders o, users u where u.id = o.user_id"))
                .containsExactly(new FoundColumn(total, FoundBy.PARSER));
        assertThat(both.findings("select u.email_address, o.* from orders o, users u"))
                .containsExactly(new FoundColumn(EMAIL, FoundBy.PARSER), new FoundColumn(total, FoundBy.PARSER));
    }

    private static boolean byWords(String sql) {
        return !new TokenHeuristics(Tokenizer.of(sql)).uses(List.of(EMAIL)).isEmpty();
    }

    static Stream<Use> uses() {
        return PlantedStatements.USES.stream();
    }

    static Stream<String> decoys() {
        return PlantedStatements.DECOYS.stream();
    }

    static Stream<String> decoysForTheParser() {
        return PlantedStatements.DECOYS_FOR_WORDS.stream();
    }

    static Stream<Use> flaggedWrongly() {
        return PlantedStatements.FLAGGED_WRONGLY.stream();
    }

    static Stream<String> unfinished() {
        return Stream.of(
                "select 'users.email_address",
                "select E'users.email_address\\",
                "select id from users /* email_address",
                "select id from users -- email_address",
                "select $$users.email_address",
                "select $x$users.email_address$x",
                "select \"users.email_address",
                "select id from users where name ~* 'x'''",
                "users U&\"",
                "users $");
    }
}
