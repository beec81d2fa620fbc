package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Every lookup goes through indexes, and touches as many pages as it has rows to find, not as the tables have. */
class QueryPlansTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int USERS = 60_000;

    /** Three levels of two indexes, a page of the table for each of two rows, and a little for luck. */
    private static final int PAGES_FOR_ONE = 12;

    private static final Pattern PAGES = Pattern.compile("Buffers: shared (?:hit=(\\d+))?(?: ?read=(\\d+))?");

    private static final RecordedStatements statements = new RecordedStatements();
    private static Connection connection;
    private static Users users;

    /**
     * A lookup, and the same with values written out, as {@code execute} wants them.
     *
     * @param found how many users the values are to find
     */
    record Lookup(String name, Consumer<Users> call, String values, int found) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Lookup> lookups() {
        UserId id = new UserId(777);
        EmailAddress address = EmailAddress.parse("user777@school.example");
        String addresses = array(i -> "user" + i + "@school.example");
        String ids = array(String::valueOf);
        return List.of(
                new Lookup("find", u -> u.find(id), "777", 1),
                new Lookup("findAll", u -> u.findAll(List.of(id)), ids, 3_000),
                new Lookup("withEmail", u -> u.withEmail(address), "'user777@school.example'", 1),
                new Lookup("withEmail of nobody", u -> u.withEmail(address), "'nobody@school.example'", 1),
                new Lookup("withPrimaryEmail", u -> u.withPrimaryEmail(address), "'user777@school.example'", 1),
                new Lookup(
                        "withInstitutionManagedEmail",
                        u -> u.withInstitutionManagedEmail(address),
                        "'user777@school.example'",
                        1),
                new Lookup("withEmails", u -> u.withEmails(List.of(address)), addresses, 3_000),
                new Lookup("primaryEmail", u -> u.primaryEmail(id), "777", 1),
                new Lookup("primaryEmails", u -> u.primaryEmails(List.of(id)), ids, 3_000),
                new Lookup("institutionManagedEmail", u -> u.institutionManagedEmail(id), "777", 1),
                new Lookup("institutionManagedEmails", u -> u.institutionManagedEmails(List.of(id)), ids, 3_000),
                new Lookup("a page", u -> u.pageAfter(id, 50), "777, 50", 50),
                new Lookup("the largest page", u -> u.pageAfter(id, 1_000), "777, 1000", 1_000));
    }

    private static String array(IntFunction<String> element) {
        return IntStream.rangeClosed(1, 3_000).mapToObj(element).collect(Collectors.joining(",", "'{", "}'"));
    }

    @BeforeAll
    static void load() throws SQLException {
        // Direct: the planner is told in the session how to plan, and the statement is prepared there.
        connection = database.directDataSource().getConnection();
        execute("insert into users (id) overriding system value select generate_series(1, " + USERS + ")");
        execute("""
                insert into user_email_addresses as e
                       (user_id, email_address, normalized_email_address, "primary", confirmed, institution_managed)
                select i,
                       'user' || i || a.domain,
                       'user' || i || a.domain,
                       a.number = 1,
                       a.number = 1,
                       a.number = 2 and mod(i, 3) = 0
                  from generate_series(1, %d) as i
                 cross join (values (1, '@school.example'), (2, '@mail.example')) as a (number, domain)
                 order by i,
                          a.number
                """.formatted(USERS));
        execute("vacuum (analyze) users, user_email_addresses");
        users = JooqUsers.over(new SingleConnectionDataSource(statements.of(connection), true));
    }

    @AfterAll
    static void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @MethodSource("lookups")
    void aLookupReadsNothingButIndexesAndTheRowsItFinds(Lookup lookup) throws SQLException {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            String plan = plan(lookup, mode);

            assertThat(plan).doesNotContain("Seq Scan on user").doesNotContain("Hash");
            assertThat(pages(plan)).as(plan).isBetween(1, PAGES_FOR_ONE * lookup.found());
        }
    }

    private static String plan(Lookup lookup, String mode) throws SQLException {
        lookup.call().accept(users);
        execute("set plan_cache_mode = " + mode);
        execute("prepare lookup as " + numbered(statements.last()));
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("explain (analyze, buffers, timing off, summary off) execute lookup("
                                + lookup.values() + ")")) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        } finally {
            execute("deallocate lookup");
        }
    }

    /** JDBC's question marks in the way of the server. */
    private static String numbered(String sql) {
        int[] number = {0};
        return Pattern.compile("\\?").matcher(sql).replaceAll(mark -> "\\$" + ++number[0]);
    }

    /** The first line of the plan tells of the whole. */
    private static int pages(String plan) {
        Matcher pages = PAGES.matcher(plan);
        assertThat(pages.find()).as(plan).isTrue();
        return number(pages.group(1)) + number(pages.group(2));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static void execute(String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
