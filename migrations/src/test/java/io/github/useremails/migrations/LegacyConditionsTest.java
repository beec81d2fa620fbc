package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a row of users says of its address counts once it changes; what the new side says is not undone by anything
 * else.
 */
class LegacyConditionsTest {

    private Database database;
    private LegacyUsers users;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = Databases.shared().copyOf("users with a proof and a school", LegacyConditionsTest::prepare);
        users = LegacyUsers.in(database);
    }

    /** All but the move, which begins with other conditions in each test. */
    private static void prepare(Database template) throws SQLException {
        LegacyUsers.createIn(template, "name text", "proved_at timestamptz", "school boolean not null default false");
        Migrations.of(template.dataSource())
                .movingFrom(LegacyColumn.named("no_such_column"))
                .withColumnUses()
                .migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    private Migrations migrations() {
        return Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address")
                        .confirmedWhere("u.proved_at is not null")
                        .institutionManagedWhere("u.school"));
    }

    private void migrateWithAnUnprovedAddress() throws SQLException {
        migrations().migrate();
        users.add(user(1).withAddress("ann@mail.example"));
    }

    @Test
    void aProofOnTheOldSideLeavesTheClaimOfAnInstitution() throws SQLException {
        migrateWithAnUnprovedAddress();
        database.execute("update user_email_addresses set institution_managed = true, institution_id = 7");

        database.execute("update users set proved_at = now()");

        assertThat(flags()).containsExactly(List.of("t", "t", "7"));
    }

    @Test
    void aClaimOnTheOldSideLeavesTheProofOfTheNewSide() throws SQLException {
        migrateWithAnUnprovedAddress();
        database.execute("update user_email_addresses set confirmed = true, confirmed_at = now()");

        database.execute("update users set school = true");
        assertThat(flags()).containsExactly(List.of("t", "t", "none"));

        database.execute("update users set school = false");
        assertThat(flags()).containsExactly(List.of("t", "f", "none"));
        assertThat(database.query("select 1 from user_email_addresses e where e.confirmed_at is not null"))
                .hasSize(1);
    }

    @Test
    void anotherCaseOfTheSameAddressLeavesTheProofOfTheNewSide() throws SQLException {
        migrateWithAnUnprovedAddress();
        database.execute("update user_email_addresses set confirmed = true, confirmed_at = now()");

        database.execute("update users set email_address = 'Ann@Mail.example'");

        assertThat(flags()).containsExactly(List.of("t", "f", "none"));
        assertThat(database.query("select e.email_address from user_email_addresses e"))
                .containsExactly(List.of("Ann@Mail.example"));
    }

    @Test
    void anotherAddressIsWhatTheRowSaysOfIt() throws SQLException {
        migrateWithAnUnprovedAddress();
        database.execute("update user_email_addresses set confirmed = true, institution_managed = true,"
                + " institution_id = 7");

        database.execute("update users set email_address = 'other@mail.example'");

        assertThat(flags()).containsExactly(List.of("f", "f", "none"));
    }

    @Test
    void aConditionMayReadWhatTheWriterMayNot() throws SQLException {
        database.execute("alter default privileges revoke execute on functions from public;"
                + " create table proofs (user_id bigint)");
        Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address")
                        .confirmedWhere("exists (select from proofs p where p.user_id = u.id)"))
                .migrate();
        database.execute("insert into proofs values (1); drop role if exists writes_users; create role writes_users;"
                + " grant select, insert, update, delete on users to writes_users");

        database.execute(
                "set role writes_users; insert into users (id, name, email_address) values (1, 'Ann', 'ann@mail.example'), (2, 'Bob', null);"
                        + " update users set name = 'X'; update users set email_address = 'bob@mail.example' where id = 2");

        assertThat(database.query("select e.user_id, e.confirmed from user_email_addresses e order by e.user_id"))
                .containsExactly(List.of("1", "t"), List.of("2", "f"));
        database.execute("revoke all on users from writes_users; drop role writes_users");
    }

    @Test
    void otherConditionsThanThoseOfTheBeginningAreRefused() throws Exception {
        migrations().upToForwarding().migrate();
        database.execute(MoveScripts.sql(MoveScripts.undo(MoveStep.FORWARDING)));

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> Migrations.of(database.dataSource()).migrate())
                .withMessageContaining("the conditions differ from those with which the move began");

        assertThat(migrations().migrate()).isEqualTo(7);
    }

    /**
     * Each fails for some text of a name: a cast, a division, a subquery of two rows, a function of the application.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "u.name::boolean",
                "1 / length(u.name) > 0",
                "(select true from generate_series(1, length(u.name)))",
                "is_proved(u)",
            })
    void aConditionThatFailsForARowIsFalseThereAndFailsNoWrite(String condition) throws SQLException {
        database.execute("create function is_proved(u users) returns boolean language plpgsql as $$"
                + " begin if u.name = 'yes' then raise 'no'; end if; return u.name::boolean; end $$;"
                + " insert into users (id, name, email_address) select i, (array['t', 'yes', '', 'no'])[1 + i % 4],"
                + " 'user' || i || '@mail.example' from generate_series(1, 40) as i");
        Migrations.of(database.dataSource())
                .movingFrom(LegacyColumn.named("email_address").confirmedWhere(condition))
                .migrate();

        database.execute(
                "insert into users (id, name, email_address) select i, (array['t', 'yes', '', 'no'])[1 + i % 4],"
                        + " 'user' || i || '@mail.example' from generate_series(41, 80) as i;"
                        + " update users set email_address = 'x' || email_address where id % 3 = 0;"
                        + " update users set name = '' where id = 4; update users set name = 't' where id = 5");

        assertThat(database.query("select count(*) from user_email_addresses e join users u on u.id = e.user_id"
                        + " and u.email_address = e.email_address"))
                .containsExactly(List.of("80"));
        assertThat(database.query("select u.id from users u join user_email_addresses e on e.user_id = u.id"
                        + " where e.confirmed <> legacy_email_is_confirmed(u)"))
                .isEmpty();
        assertThat(database.query("select e.confirmed, legacy_email_can_be_evaluated(u) from users u"
                        + " join user_email_addresses e on e.user_id = u.id where u.id in (4, 5) order by u.id"))
                .containsExactly(List.of("f", evaluated("''")), List.of("t", "t"));
        assertThat(database.query("select count(*) from user_email_addresses_with_legacy"))
                .containsExactly(List.of("80"));
    }

    private String evaluated(String name) throws SQLException {
        return String.valueOf(
                database.query("select legacy_email_can_be_evaluated((0, '', " + name + ", null, false)::users)")
                        .get(0)
                        .get(0));
    }

    @Test
    void aConditionOnAColumnThatDoesNotExistIsRefusedBeforeAnythingIsMade() throws SQLException {
        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> Migrations.of(database.dataSource())
                        .movingFrom(LegacyColumn.named("email_address").confirmedWhere("u.prooved"))
                        .migrate())
                .withMessageContaining("column u.prooved does not exist");

        assertThat(database.query("select to_regclass('user_email_move')"))
                .containsExactly(Collections.singletonList(null));
    }

    private List<List<@Nullable String>> flags() throws SQLException {
        return database.query("select e.confirmed, e.institution_managed, coalesce(e.institution_id::text, 'none')"
                + " from user_email_addresses e");
    }
}
