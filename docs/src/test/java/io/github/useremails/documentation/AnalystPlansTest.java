package io.github.useremails.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries of the documentation read as many pages as they say. They are asked for the users who were added last: a plan
 * that reads the table until it has met the last key asked for looks cheap for the first users.
 */
class AnalystPlansTest {

    /** Enough for a whole table to be far more than a few lookups. */
    private static final int USERS = 10_000;

    /** A lookup descends an index and reads a row; there are at most twenty keys in a question. */
    private static final long PAGES_OF_LOOKUPS = 600;

    private static final Pattern ADDRESS = Pattern.compile("'[^'@]+@[^'@]+'");
    private static final Pattern USER_IDS = Pattern.compile("user_id (= \\d+|in \\([\\d, ]+\\))");
    private static final Pattern PAGES = Pattern.compile("\"Shared (?:Hit|Read) Blocks\": (\\d+)");

    @RegisterExtension
    static final PostgresDatabase database = SampleDatabase.loaded(USERS);

    private static List<String> addresses;
    private static long pagesOfTheTables;

    @BeforeAll
    static void readWhatIsThere() throws SQLException {
        addresses = database.query("""
                        select l.normalized_email_address
                          from user_email_listing l
                         where l.is_claimed
                         order by l.user_id desc
                         limit 20""").stream().map(row -> row.get(0)).toList();
        pagesOfTheTables = Stream.of(
                        "users", "user_email_addresses", "user_email_address_history", "user_email_transactions")
                .mapToLong(AnalystPlansTest::pagesOf)
                .sum();
        database.execute("""
                create table list as
                select distinct on (e.user_id)
                       e.user_id,
                       e.id as user_email_address_id,
                       e.institution_id,
                       e.normalized_email_address
                  from user_email_addresses e
                 where e.institution_managed
                 order by e.user_id desc
                 limit 20;
                grant select on list to useremails_reader""");
    }

    static List<Path> questions() throws IOException {
        return CookbookTest.questions();
    }

    static Stream<CodeBlock> blocks() {
        return CodeBlocksTest.sql().stream().filter(block -> !block.text().contains("user_email_inconsistencies"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionReadsWhatItsHeaderSays(Path question) throws Exception {
        String sql = Files.readString(question);

        long pages = pagesReadBy(forTheLastUsers(sql));

        if (sql.contains("-- Cost     one index lookup")) {
            assertThat(pages).isLessThan(PAGES_OF_LOOKUPS);
        } else {
            assertThat(sql).containsPattern("-- Cost     reads every(thing| address) once");
            assertThat(pages).isLessThan(4 * pagesOfTheTables);
        }
    }

    @Test
    void theReportReadsEachTableAFewTimes() throws SQLException {
        assertThat(pagesReadBy("select * from user_email_inconsistencies")).isLessThan(5 * pagesOfTheTables);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void aQueryOfAPageReadsAFewRows(CodeBlock block) throws Exception {
        assertThat(pagesReadBy(forTheLastUsers(block.text()))).isLessThan(PAGES_OF_LOOKUPS);
    }

    @ParameterizedTest
    @CsvSource({
        "user_email_summary, user_id",
        "user_email_listing, user_id",
        "user_email_listing, user_email_address_id",
        "user_email_listing, normalized_email_address",
    })
    void aJoinToAListOfKeysReadsTheRowsOfTheList(String view, String key) throws Exception {
        assertThat(pagesReadBy("select v.* from list l join " + view + " v on v." + key + " = l." + key))
                .isLessThan(PAGES_OF_LOOKUPS);
    }

    /** A period ends where the next one of its user begins, and a join does not reach into that order. */
    @Test
    void periodsOfAnArrayOfUsersReadTheRowsOfTheUsers() throws SQLException {
        long pages = pagesReadBy("select p.* from user_primary_email_periods p"
                + " where p.user_id = any (array(select l.user_id from list l limit 5))");

        assertThat(pages).isLessThan(pagesOf("user_email_address_history") / 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            user_email_summary | user_id > 9900 order by user_id limit 20
            user_email_listing | user_id > 9900 order by user_id limit 20
            user_email_listing | institution_id = (select max(m.institution_id) from list m)
            user_email_listing | domain = 'riverside37.example'
            user_email_summary | institution_id = (select max(m.institution_id) from list m) limit 20
            """)
    void aConditionReadsTheRowsThatMeetIt(String view, String condition) throws Exception {
        assertThat(pagesReadBy("select * from " + view + " where " + condition)).isLessThan(PAGES_OF_LOOKUPS);
    }

    private static long pagesReadBy(String sql) throws SQLException {
        String plan = Answer.to("explain (analyze, buffers, timing off, format json) " + sql, reader()).rows().stream()
                .map(row -> row.get(0))
                .reduce("", String::concat);
        return PAGES.matcher(plan)
                .results()
                .limit(2)
                .mapToLong((MatchResult pages) -> Long.parseLong(pages.group(1)))
                .sum();
    }

    private static long pagesOf(String table) {
        try {
            return Long.parseLong(database.query("select pg_relation_size('" + table + "') / 8192")
                    .get(0)
                    .get(0));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DataSource reader() {
        return database.asRole("useremails_reader");
    }

    private static String forTheLastUsers(String sql) {
        Iterator<String> last = addresses.iterator();
        String ids = "user_id in (" + (USERS - 4) + ", " + (USERS - 3) + ", " + (USERS - 2) + ", " + USERS + ")";
        return USER_IDS.matcher(ADDRESS.matcher(sql).replaceAll(address -> "'" + last.next() + "'"))
                .replaceAll(ids);
    }
}
