package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the new side says of an address is in the row of the user, so that nobody who goes back loses or regains it. */
class LegacyAssignmentsTest {

    private static final LegacyColumn COLUMN = LegacyColumn.named("email_address")
            .confirmedWhere("u.proved_at is not null")
            .institutionManagedWhere("u.school_id is not null")
            .confirmedAt("u.proved_at")
            .createdAt("u.joined_at")
            .assigning("proved_at = case when confirmed then coalesce(u.proved_at, confirmed_at, now()) end,"
                    + " school_id = case when institution_managed then coalesce(institution_id, u.school_id, 0) end");

    private Database database;

    @BeforeEach
    void startForwarding() throws SQLException {
        database = Databases.shared().copyOf("a legacy row with times", LegacyAssignmentsTest::prepare);
        LegacyUsers.in(database)
                .add(
                        user(3).withAddress("cy@mail.example")
                                .with("proved_at", "2021-03-03 UTC")
                                .with("joined_at", "2018-01-01 UTC"),
                        user(4).withAddress("dee@mail.example"));
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers users = LegacyUsers.createIn(
                template,
                "proved_at timestamptz",
                "school_id bigint",
                "joined_at timestamptz",
                "version integer not null default 0");
        template.execute("create function count_version() returns trigger language plpgsql as $$"
                + " begin new.version := old.version + 1; return new; end $$;"
                + " create trigger count_version before update on users for each row execute function count_version()");
        users.add(
                user(1).withAddress("ann@mail.example")
                        .with("proved_at", "2020-02-02 UTC")
                        .with("joined_at", "2019-01-01 UTC"),
                user(2).withAddress("bob@mail.example"));
        Migrations.of(template.dataSource()).movingFrom(COLUMN).migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void timesOfTheRowComeAlong() throws SQLException {
        assertThat(database.query("select e.user_id, e.confirmed_at at time zone 'UTC', e.created_at at time zone 'UTC'"
                        + " from user_email_addresses e where e.user_id in (1, 3) order by e.user_id"))
                .containsExactly(
                        List.of("1", "2020-02-02 00:00:00", "2019-01-01 00:00:00"),
                        List.of("3", "2021-03-03 00:00:00", "2018-01-01 00:00:00"));

        database.execute("update users set proved_at = '2022-04-04 UTC' where id in (2, 4)");

        assertThat(database.query("select distinct e.confirmed_at at time zone 'UTC' from user_email_addresses e"
                        + " where e.user_id in (2, 4)"))
                .containsExactly(List.of("2022-04-04 00:00:00"));
    }

    @Test
    void aConfirmationAndItsEndReachTheRowInOneUpdate() throws SQLException {
        database.execute("update user_email_addresses set confirmed = true, confirmed_at = '2023-05-05 UTC'"
                + " where user_id = 2");
        database.execute("update user_email_addresses set confirmed = false, confirmed_at = null where user_id = 1");

        assertThat(rows())
                .contains(
                        List.of("1", "ann@mail.example", "none", "none", "1"),
                        List.of("2", "bob@mail.example", "2023-05-05 00:00:00", "none", "1"));

        database.execute("update user_email_addresses set email_address = 'new@mail.example',"
                + " normalized_email_address = 'new@mail.example', confirmed = false, confirmed_at = null,"
                + " institution_managed = true, institution_id = 7 where user_id = 3");

        assertThat(rows()).contains(List.of("3", "new@mail.example", "none", "7", "1"));
        assertBothSidesSayTheSame();
    }

    @Test
    void whatTheOldSideWritesDoesNotComeBack() throws SQLException {
        database.execute("update users set proved_at = now(), email_address = 'x' || email_address;"
                + " update users set school_id = 5 where id = 1");

        assertThat(database.query("select u.version from users u order by u.id"))
                .containsExactly(List.of("2"), List.of("1"), List.of("1"), List.of("1"));
        assertBothSidesSayTheSame();
    }

    /** Otherwise the next address that the old side writes would be confirmed by the proof of the one before. */
    @Test
    void anAddressThatGoesTakesItsProofAlong() throws SQLException {
        database.execute("delete from user_email_addresses where user_id = 1");
        database.execute("update users set email_address = 'evil@mail.example' where id = 1");

        assertThat(database.query("select e.confirmed from user_email_addresses e where e.user_id = 1"))
                .containsExactly(List.of("f"));
        assertBothSidesSayTheSame();
    }

    @Test
    void goingBackNeitherLosesAConfirmationNorRevivesARevokedOne() throws Exception {
        database.execute("update user_email_addresses set confirmed = true, confirmed_at = now() where user_id = 2");
        database.execute("update user_email_addresses set confirmed = false, confirmed_at = null where user_id = 1");
        new MovedUsers(database).undoDownTo(MoveStep.STRUCTURE);
        database.execute("delete from user_email_addresses");

        Migrations.of(database.dataSource()).movingFrom(COLUMN).migrate();

        assertThat(database.query("select e.user_id, e.confirmed from user_email_addresses e where e.user_id < 3"
                        + " order by e.user_id"))
                .containsExactly(List.of("1", "f"), List.of("2", "t"));
    }

    @Test
    void anAssignmentToAColumnThatDoesNotExistIsRefused() throws SQLException {
        try (Database other = Databases.shared().create()) {
            LegacyUsers.createIn(other);

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> Migrations.of(other.dataSource())
                            .movingFrom(LegacyColumn.named("email_address").assigning("proofed_at = confirmed_at"))
                            .migrate())
                    .withMessageContaining("proofed_at");
        }
    }

    private List<List<@Nullable String>> rows() throws SQLException {
        return database.query("select u.id, u.email_address, coalesce((u.proved_at at time zone 'UTC')::text, 'none'),"
                + " coalesce(u.school_id::text, 'none'), u.version from users u order by u.id");
    }

    private void assertBothSidesSayTheSame() throws SQLException {
        assertThat(database.query("select u.id from users u left join user_email_addresses e on e.user_id = u.id"
                        + " where u.email_address is distinct from e.email_address"
                        + " or (u.proved_at is not null) <> coalesce(e.confirmed, false)"
                        + " or (u.school_id is not null) <> coalesce(e.institution_managed, false)"))
                .isEmpty();
        assertThat(database.query("select * from user_email_move_problems()")).isEmpty();
    }
}
