package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the constraints out of the way, each broken promise is reported, and nothing else. */
class InconsistenciesTest {

    private static final String RULES = "select distinct i.rule from user_email_inconsistencies i";

    private Database database;

    @BeforeEach
    void loadUsersAndTakeTheConstraintsAway() throws SQLException {
        database = Databases.shared().copyOf("addresses without constraints", InconsistenciesTest::prepare);
    }

    private static void prepare(Database template) throws SQLException {
        Migrations.of(template.dataSource()).migrate();
        template.execute("""
                insert into users (id) overriding system value values (1), (2);
                insert into user_email_addresses
                       (user_id, email_address, normalized_email_address, "primary", confirmed, institution_managed)
                values (1, 'Ann@mail.example', 'ann@mail.example', true, true, false),
                       (1, 'ann@school.example', 'ann@school.example', false, false, true),
                       (2, 'bob@mail.example', 'bob@mail.example', true, false, false);
                insert into user_email_confirmations (user_email_address_id, token_sha256, created_at, expires_at)
                values (3, sha256('x'), now(), now() + interval '1 day')
                """);
        for (List<String> constraint : template.query("select k.conname from pg_constraint k"
                + " where k.conrelid = 'user_email_addresses'::regclass and k.contype in ('c', 'f', 'u')")) {
            template.execute("alter table user_email_addresses drop constraint " + constraint.get(0));
        }
        template.execute("drop index user_email_addresses_claimed_normalized_email_address_key;"
                + " drop index user_email_addresses_one_primary_for_a_user_key;"
                + " drop index user_email_addresses_one_institution_managed_for_a_user_key");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void inGoodOrderNothingIsReported() throws SQLException {
        assertThat(database.query(RULES)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    an address belongs to several users | email_address = 'Ann@mail.example', normalized_email_address = 'ann@mail.example', institution_managed = true where id = 3
                    a user has an address twice | email_address = 'Ann@mail.example', normalized_email_address = 'ann@mail.example', institution_managed = false where id = 2
                    a user with addresses does not have exactly one primary | primary = false where id = 3
                    a user with addresses does not have exactly one primary | primary = true where id = 2
                    a user has several institution-managed addresses | institution_managed = true where id = 1
                    an address has no user | user_id = 77 where id = 3
                    a normalized address does not match its address | normalized_email_address = 'Bob@mail.example' where id = 3
                    an institution or a time of confirmation contradicts the flags | confirmed_at = now() where id = 3
                    an institution or a time of confirmation contradicts the flags | institution_id = 7 where id = 3
                    a confirmation is pending for a confirmed address | confirmed = true where id = 3
                    an address differs from its history | confirmed = false where id = 1
                    """)
    void aBrokenPromiseIsReported(String rule, String change) throws SQLException {
        boolean byHistory = rule.contains("history");
        database.execute("alter table user_email_addresses disable trigger user");
        database.execute("update user_email_addresses as e set " + change.replace("primary =", "\"primary\" ="));
        if (!byHistory) {
            // The history knows of no change that was made past its trigger.
            database.execute("truncate user_email_address_history");
        }

        assertThat(database.query(RULES)).containsExactly(List.of(rule));
    }

    @Test
    void whatReferencesAnAddressThatIsGoneIsReported() throws SQLException {
        database.execute("""
                alter table user_email_confirmations drop constraint user_email_confirmations_user_email_address_id_fkey;
                update user_email_confirmations set user_email_address_id = 77
                """);

        assertThat(database.query(RULES)).containsExactly(List.of("a confirmation is pending for a deleted address"));
    }

    @Test
    void aKeyOfAnInstitutionForNoUserIsReported() throws SQLException {
        database.execute("""
                alter table user_email_institution_members
                  drop constraint user_email_institution_members_user_id_fkey;
                insert into user_email_institution_members values (7, 'key', 77)
                """);

        assertThat(database.query(RULES)).containsExactly(List.of("a key of an institution refers to a deleted user"));
    }
}
