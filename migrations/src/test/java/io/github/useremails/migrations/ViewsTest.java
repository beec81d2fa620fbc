package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the data team sees. */
class ViewsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "migrated", dataSource -> Migrations.of(dataSource).withRoles().migrate());

    @BeforeAll
    static void loadUsers() throws SQLException {
        database.execute("insert into users (id) overriding system value select generate_series(1, 20000)");
        database.execute("""
                insert into user_email_addresses
                       (user_id, email_address, normalized_email_address, "primary", confirmed, institution_managed)
                values (1, 'Ann@Mail.example', 'ann@mail.example', true, true, false),
                       (1, 'ann@school.example', 'ann@school.example', false, false, true),
                       (1, 'office@mail.example', 'office@mail.example', false, false, false),
                       (2, 'office@mail.example', 'office@mail.example', true, false, false)
                """);
        database.execute("""
                insert into user_email_addresses
                       (user_id, email_address, normalized_email_address, "primary", confirmed)
                select i,
                       'user' || i || '@mail.example',
                       'user' || i || '@mail.example',
                       true,
                       true
                  from generate_series(10, 20000) as i
                """);
        database.execute("vacuum (analyze) users, user_email_addresses");
    }

    @Test
    void theSummaryHasOneLineForEachUser() throws SQLException {
        assertThat(database.query("""
                        select s.primary_email_address,
                               s.is_primary_confirmed,
                               s.institution_managed_email_address,
                               s.is_institution_managed_confirmed,
                               s.email_address_count,
                               s.confirmed_email_address_count
                          from user_email_summary s
                         where s.user_id <= 3
                         order by s.user_id
                        """))
                .containsExactly(
                        List.of("Ann@Mail.example", "t", "ann@school.example", "f", "3", "1"),
                        Arrays.asList("office@mail.example", "f", null, "f", "1", "0"),
                        Arrays.asList(null, "f", null, "f", "0", "0"));
        assertThat(database.query("select count(*) from user_email_summary").get(0))
                .containsExactly("20000");
    }

    @Test
    void theListingHasOneLineForEachAddress() throws SQLException {
        assertThat(database.query("""
                        select l.user_id,
                               l.email_address,
                               l.domain,
                               l.is_primary,
                               l.is_confirmed,
                               l.is_institution_managed,
                               l.is_claimed
                          from user_email_listing l
                         where l.user_id <= 2
                         order by l.user_email_address_id
                        """))
                .containsExactly(
                        List.of("1", "Ann@Mail.example", "mail.example", "t", "t", "f", "t"),
                        List.of("1", "ann@school.example", "school.example", "f", "f", "t", "t"),
                        List.of("1", "office@mail.example", "mail.example", "f", "f", "f", "f"),
                        List.of("2", "office@mail.example", "mail.example", "t", "f", "f", "f"));
    }

    /** What came from a legacy column may be a name or a telephone number. */
    @Test
    void aTextWithoutAnAtSignHasNoDomain() throws SQLException {
        database.execute("""
                insert into user_email_addresses (user_id, email_address, normalized_email_address, "primary")
                values (3, 'John Miller, Tel 555', 'john miller, tel 555', true),
                       (3, 'two@signs@mail.example', 'two@signs@mail.example', false)
                """);
        try {
            assertThat(database.query("select l.domain from user_email_listing l where l.user_id = 3"
                            + " order by l.user_email_address_id"))
                    .containsExactly(Arrays.asList((String) null), List.of("mail.example"));
        } finally {
            database.execute("delete from user_email_addresses where user_id = 3");
        }
    }

    @ParameterizedTest
    @CsvSource({"ann@mail.example", "ANN@MAIL.EXAMPLE", "ann@school.example", "Ann@School.example"})
    void aUserIsFoundByEachAddressThatIsTheirs(String address) throws SQLException {
        assertThat(withEmail("'" + address + "'")).containsExactly(List.of("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'office@mail.example'",
                "'nobody@mail.example'",
                "''",
                "' ann@mail.example'",
                "'%@mail.example'",
                "'ann@mail_example'",
                "null"
            })
    void nobodyIsFoundByAnythingElse(String address) throws SQLException {
        assertThat(withEmail(address)).isEmpty();
    }

    @Test
    void theFunctionUsesTheIndex() throws SQLException {
        assertThat(plan("select * from user_with_email('User777@mail.example')"))
                .contains("user_email_addresses_claimed_normalized_email_address_key")
                .doesNotContain("Seq Scan", "Function Scan");
    }

    @Test
    void theFunctionUsesTheIndexForEachOfAList() throws SQLException {
        assertThat(plan("select * from (values ('user777@mail.example'), ('x@mail.example')) as asked (address)"
                        + " left join lateral user_with_email(asked.address) w on true"))
                .contains("user_email_addresses_claimed_normalized_email_address_key")
                .doesNotContain("Seq Scan", "Function Scan");
    }

    @Test
    void theFunctionUsesTheIndexWithAValueThatThePlannerDoesNotKnow() throws SQLException {
        assertThat(plan("select * from user_with_email(current_setting('application_name'))"))
                .contains("user_email_addresses_claimed_normalized_email_address_key")
                .doesNotContain("Seq Scan", "Function Scan");
    }

    @Test
    void theSummaryOfOneUserReadsOneUser() throws SQLException {
        assertThat(plan("select * from user_email_summary s where s.user_id = 777"))
                .doesNotContain("Seq Scan");
    }

    private static List<List<String>> withEmail(String address) throws SQLException {
        return database.query("select w.user_id from user_with_email(" + address + ") w");
    }

    private static String plan(String sql) throws SQLException {
        return database.query("explain (analyze, buffers, timing off) " + sql).stream()
                .map(row -> row.get(0))
                .collect(Collectors.joining("\n"));
    }
}
