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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sides with the same text and other claims are not the same: the verification compares what is said of it. */
class FlagParityTest {

    private static final LegacyColumn COLUMN = LegacyColumn.named("email_address")
            .confirmedWhere("u.proved_at is not null")
            .institutionManagedWhere("u.school_id is not null");

    private static final String PROBLEMS =
            "select p.problem, p.cases, p.examples from user_email_move_problems() p order by p.problem";

    private Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = Databases.shared().copyOf("a move with flags", FlagParityTest::prepare);
    }

    private static void prepare(Database template) throws SQLException {
        LegacyUsers.createIn(template, "proved_at timestamptz", "school_id bigint")
                .add(
                        user(1).withAddress("ann@mail.example").with("proved_at", "now"),
                        user(2).withAddress("bob@mail.example").with("school_id", "7"));
        migrations(template).upToForwarding().migrate();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aFlagThatOnlyOneSideChangedIsAProblem() throws SQLException {
        migrations().migrate();
        assertThat(database.query(PROBLEMS)).isEmpty();

        asAReplica("update users set proved_at = null, school_id = null");

        assertThat(database.query(PROBLEMS))
                .containsExactly(
                        List.of("a confirmation differs from the legacy one", "1", "{1}"),
                        List.of("an institution differs from the legacy one", "1", "{2}"));
        assertThat(obstacles()).contains("a confirmation differs", "an institution differs");
    }

    @Test
    void aFlagThatIsForwardedIsNone() throws SQLException {
        migrations().migrate();

        database.execute("update users set proved_at = case when id = 2 then now() end, school_id = 8 - id");

        assertThat(database.query(PROBLEMS)).isEmpty();
    }

    @Test
    void theVerificationFailsWhereAFlagDiffers() throws SQLException {
        database.execute("update users set email_address = email_address || '.test'");
        asAReplica("update users set proved_at = null where id = 1");

        assertThatExceptionOfType(FlywayException.class)
                .isThrownBy(() -> migrations().migrate())
                .withMessageContaining("a confirmation differs from the legacy one: 1");
    }

    @Test
    void anOperatorCanGoOnWithOtherFlagsForAReason() throws SQLException {
        migrations().migrate();
        asAReplica("update users set proved_at = null where id = 1");

        database.execute("select waive_contract_check('flags', 'the new side is right')");

        assertThat(obstacles()).doesNotContain("a confirmation differs");
    }

    private Migrations migrations() {
        return migrations(database);
    }

    private static Migrations migrations(Database database) {
        return Migrations.of(database.dataSource()).movingFrom(COLUMN);
    }

    private void asAReplica(String sql) throws SQLException {
        database.execute("set session_replication_role = replica; " + sql);
    }

    private String obstacles() throws SQLException {
        return database.query("select o.reason from user_email_contract_obstacles() o")
                .toString();
    }
}
