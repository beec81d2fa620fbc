package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triggers of the application's own on {@code users} have the last word on what an address is, and on nothing else. */
class LegacyTriggersTest {

    private Database database;

    @BeforeEach
    void migrateATableWithAnAddress() throws SQLException {
        database = Databases.shared().copyOf("a user with a name and a legacy address", LegacyTriggersTest::prepare);
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers users = LegacyUsers.createIn(template);
        Migrations.of(template.dataSource()).migrate();
        users.add(user(1).withAddress("ann@mail.example"));
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    private void lowerBeforeEachWrite() throws SQLException {
        database.execute("""
                create function lower_email() returns trigger language plpgsql as $$
                begin
                  new.email_address := lower(new.email_address);
                  return new;
                end $$;
                create trigger lower_it before insert or update on users for each row execute function lower_email()
                """);
    }

    @Test
    void aTriggerThatRewritesTheColumnHasTheLastWordOnBothSides() throws SQLException {
        lowerBeforeEachWrite();

        LegacyUsers.in(database).add(user(2).withAddress("MiXed@Mail.example"));
        writeAddress(1, "NEW@mail.example");

        assertThat(addresses())
                .containsExactly(
                        List.of("1", "new@mail.example", "t", "f"), List.of("2", "mixed@mail.example", "t", "f"));
        assertBothSidesAreTheSame();
    }

    @Test
    void aTriggerThatWritesTheOldValueBackHasTheLastWordOnBothSides() throws SQLException {
        lowerBeforeEachWrite();

        writeAddress(1, "ANN@mail.example");

        assertThat(addresses()).containsExactly(List.of("1", "ann@mail.example", "t", "f"));
        assertBothSidesAreTheSame();
    }

    @Test
    void whatTheNewSideSaysOfAnAddressOutlivesATriggerThatRewritesIt() throws SQLException {
        lowerBeforeEachWrite();
        LegacyUsers.in(database).add(user(2), user(3));

        database.execute("""
                insert into user_email_addresses
                  (user_id, email_address, normalized_email_address, "primary", institution_managed, institution_id)
                values (2, 'Pupil@school.example', 'pupil@school.example', true, true, 7),
                       (3, 'Someone@mail.example', 'someone@mail.example', true, false, null)
                """);

        assertThat(addresses())
                .containsExactly(
                        List.of("1", "ann@mail.example", "t", "f"),
                        List.of("2", "pupil@school.example", "f", "t"),
                        List.of("3", "someone@mail.example", "f", "f"));
        assertThat(database.query("select e.institution_id from user_email_addresses e where e.user_id = 2"))
                .containsExactly(List.of("7"));
        assertBothSidesAreTheSame();
    }

    /** In the order of the names of the triggers: before forwarding, and after it. */
    @ParameterizedTest
    @CsvSource({"a_normalize, true", "z_normalize, true", "a_normalize, pg_trigger_depth() = 1"})
    void aTriggerThatUpdatesTheUserOnceMoreHasTheLastWordOnBothSides(String name, String condition)
            throws SQLException {
        database.execute("""
                create function normalize_email() returns trigger language plpgsql as $$
                begin
                  if %s then
                    update users
                       set email_address = replace(lower(new.email_address), '@googlemail.', '@gmail.')
                     where id = new.id
                       and email_address <> replace(lower(new.email_address), '@googlemail.', '@gmail.');
                  end if;
                  return null;
                end $$;
                create trigger %s after insert or update on users for each row execute function normalize_email()
                """.formatted(condition, name));

        database.execute("update users set email_address = 'Ann@googlemail.com' where id = 1");
        LegacyUsers.in(database).add(user(2).withAddress("Bob@mail.example"));

        assertThat(addresses())
                .containsExactly(List.of("1", "ann@gmail.com", "t", "f"), List.of("2", "bob@mail.example", "t", "f"));
        assertThat(database.query("select u.email_address from users u order by u.id"))
                .containsExactly(List.of("ann@gmail.com"), List.of("bob@mail.example"));
        assertBothSidesAreTheSame();
    }

    @Test
    void whatATriggerOfTheApplicationRefusesIsRefused() throws SQLException {
        database.execute("""
                create table mails (email text unique);
                create function keep_mail() returns trigger language plpgsql as $$
                begin
                  insert into mails values (lower(new.email_address));
                  return null;
                end $$;
                create trigger a_keep after update on users for each row execute function keep_mail();
                insert into mails values ('taken@mail.example')
                """);

        assertThat(catchThrowable(() -> database.execute("update users set email_address = 'taken@mail.example'")))
                .hasMessageContaining("mails_email_key");
        assertThat(addresses()).containsExactly(List.of("1", "ann@mail.example", "t", "f"));
    }

    private void writeAddress(long user, String address) throws SQLException {
        database.execute("update user_email_addresses set email_address = '" + address
                + "', normalized_email_address = lower('" + address + "') where user_id = " + user);
    }

    private List<List<@Nullable String>> addresses() throws SQLException {
        return database.query("select e.user_id, e.email_address, e.confirmed, e.institution_managed"
                + " from user_email_addresses e order by e.user_id");
    }

    private void assertBothSidesAreTheSame() throws SQLException {
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }
}
