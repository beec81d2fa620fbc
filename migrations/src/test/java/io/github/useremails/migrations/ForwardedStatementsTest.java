package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A statement over many users is forwarded as one. */
class ForwardedStatementsTest {

    private ForwardedUsers users;
    private Database database;

    @BeforeEach
    void migrateATableWithALegacyColumn() throws SQLException {
        users = ForwardedUsers.create();
        database = users.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    /** The statement's own id, and one for the subtransaction that keeps a conflict from failing the statement. */
    @Test
    void aStatementWithoutConflictsTakesOneMoreTransactionId() throws Exception {
        users.legacyUsers().addNumbered(300, "User%s@mail.example");
        assertThat(transactionIds()).isEqualTo(2);

        database.execute("update users set email_address = lower(email_address), proved = id % 2 = 0");
        assertThat(transactionIds()).isEqualTo(2);

        database.execute("update users set email_address = 'x' || email_address where id > 200");
        assertThat(transactionIds()).as("of two statements").isEqualTo(4);

        database.execute("update users set email_address = null where id <= 200");
        try (Connection connection = database.dataSource().getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy users (id, email_address) from stdin",
                            new StringReader("1001\tu1@mail.example\n1002\tu2@mail.example\n"));
        }
        assertThat(transactionIds()).as("of the last two updates and the copy").isEqualTo(5);
        users.assertBothSidesAreTheSame();
    }

    @Test
    void anUpdateOfAnotherColumnWritesNoAddress() throws SQLException {
        users.legacyUsers().addNumbered(20, "user%s@mail.example");
        List<List<String>> before = versions();

        database.execute("update users set name = 'B'; update users set email_address = email_address");

        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void whatASavepointTakesBackIsNotForwarded() throws SQLException {
        users.add(user(1).withAddress("a@mail.example"), user(2).withAddress("b@mail.example"));
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update users set email_address = 'kept' || id || '@mail.example'");
            Savepoint savepoint = connection.setSavepoint();
            statement.execute("update users set email_address = 'lost' || id || '@mail.example'");
            connection.rollback(savepoint);
            statement.execute("update users set email_address = 'last@mail.example' where id = 2");
            connection.commit();
        }

        assertThat(database.query("select e.email_address from user_email_addresses e order by e.user_id"))
                .containsExactly(List.of("kept1@mail.example"), List.of("last@mail.example"));
        users.assertBothSidesAreTheSame();
    }

    @Test
    void whatATriggerOfTheApplicationWritesInTheSameStatementIsForwardedToo() throws SQLException {
        database.execute("""
                create function spread() returns trigger language plpgsql as $$
                begin
                  update users set email_address = 'of' || new.id || '@mail.example' where id = new.id + 100;
                  return new;
                end $$;
                create trigger before_row before update on users for each row
                when (new.id < 100) execute function spread();
                create trigger after_row after update on users for each row
                when (new.id < 100 and new.name = 'again') execute function spread()
                """);
        database.execute("insert into users (id, email_address) select i, 'user' || i || '@mail.example'"
                + " from unnest(array[1, 2, 3, 101, 102, 103]) as i");

        database.execute("update users set email_address = 'x' || email_address where id in (1, 2)");
        users.assertBothSidesAreTheSame();
        database.execute("update users set name = 'again', email_address = 'y' || email_address where id < 100");

        users.assertBothSidesAreTheSame();
        assertThat(database.query("select e.email_address from user_email_addresses e where e.user_id = 103"))
                .containsExactly(List.of("of3@mail.example"));
    }

    @Test
    void aUserWhoseKeyChangesTogetherWithTheAddressIsForwarded() throws SQLException {
        users.add(user(1), user(2).withAddress(""));

        database.execute("update users set id = id + 10, email_address = 'moved' || id || '@mail.example'");

        assertThat(database.query("select e.user_id, e.email_address from user_email_addresses e order by e.user_id"))
                .containsExactly(List.of("11", "moved1@mail.example"), List.of("12", "moved2@mail.example"));
    }

    @Test
    void oneTextThatCannotBeKeptIsTheOnlyConflictOfItsStatement() throws SQLException {
        database.execute("insert into users (id, email_address) select i,"
                + " case i when 7 then repeat('long', 600) else 'user' || i end || '@mail.example'"
                + " from generate_series(1, 20) as i");

        assertThat(database.query("select c.user_id, c.reason from user_email_legacy_conflicts c"))
                .containsExactly(List.of("7", "cannot_be_kept"));
        assertThat(database.query("select count(*) from user_email_addresses")).containsExactly(List.of("19"));
    }

    private long transactionIds() throws SQLException {
        return Long.parseLong(String.valueOf(database.query("""
                select count(distinct w.id)
                  from (
                         select e.xmin::text as id from user_email_addresses e
                          union all
                         select u.xmin::text from users u
                       ) w
                """).get(0).get(0)));
    }

    private List<List<String>> versions() throws SQLException {
        return database.query("select e.id, e.xmin, e.ctid from user_email_addresses e order by e.id").stream()
                .map(row -> row.stream().map(String::valueOf).toList())
                .toList();
    }
}
