package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Errors of the server, as the operator reads them. */
class FailureTest {

    private static Database database;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = Databases.shared().create();
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select pg_cancel_backend(pg_backend_pid()), pg_sleep(60) | 4 | The server ended the statement: canceling statement due to user request. Run it again
            select no_such_function()         | 4 | The database does not have the object: function no_such_function() does not exist. Check --schema
            select 'ann@mail.example'::bigint | 4 | The server reported an error, SQLSTATE 22P02. What was done before it stays
            select 1 / 0                      | 4 | The server reported an error, SQLSTATE 22012. What was done before it stays
            """)
    void anErrorIsASentenceWithTheNextStep(String sql, int exitCode, String sentence) {
        Failure failure = failureOf(sql);

        assertThat(failure.sentence()).startsWith(sentence).doesNotContain("mail.example", "\n", "Position");
        assertThat(failure.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void whatTheModuleRefusesIsInItsOwnWords() {
        Failure failure = failureOf(raise("55000", "two sides differ", "Verify them."));

        assertThat(failure).isEqualTo(new Failure("two sides differ. Verify them.", ExitCode.FOUND));
    }

    @Test
    void aHintStandsBelowAListOfReasons() {
        Failure failure = failureOf(raise("55000", "not yet:\n  a\n  b", "Look."));

        assertThat(failure.sentence()).isEqualTo("not yet:\n  a\n  b\nLook.");
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://no-such-host.invalid/users");

        assertThat(failureOf(nowhere).sentence())
                .startsWith("Could not connect to the server: ")
                .contains("no-such-host.invalid");
        nowhere.setURL("jdbc:postgresql://localhost:1/users");
        assertThat(failureOf(nowhere).sentence())
                .startsWith("Could not connect to the server: Connection to localhost:1 refused.");
    }

    @Test
    void aSessionThatWasEndedIsNotOneThatNeverBegan() throws SQLException {
        Failure failure = failureOf("select pg_terminate_backend(pg_backend_pid())");

        assertThat(failure.sentence())
                .isEqualTo("The connection to the server was lost: terminating connection due to administrator command."
                        + " To see the state: useremails status; then run the command again.");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.UNABLE);
    }

    @Test
    void aServerThatOnlyReadsSaysWhatToLookAt() {
        assertThat(failureOf("set transaction read only; create table t ()").sentence())
                .startsWith("The server allows this role only to read: cannot execute CREATE TABLE");
    }

    @Test
    void aLockThatWasNotHadHasACodeOfItsOwn() {
        Failure failure = failureOf(raise("55P03", "no lock", "End process 7."));

        assertThat(failure)
                .isEqualTo(new Failure("A lock could not be acquired: no lock. End process 7.", ExitCode.LOCKED));
    }

    @Test
    void aFaultOfTheCommandIsNamed() {
        assertThat(Failure.of(new IllegalStateException()).sentence())
                .isEqualTo("The command failed: java.lang.IllegalStateException");
    }

    private static String raise(String state, String message, String hint) {
        return "do $$ begin raise exception '" + message + "' using errcode = '" + state + "', hint = '" + hint
                + "'; end $$";
    }

    private static Failure failureOf(PGSimpleDataSource dataSource) {
        try {
            dataSource.getConnection().close();
        } catch (SQLException e) {
            return Failure.of(e);
        }
        throw new AssertionError("connected");
    }

    private static Failure failureOf(String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            return Failure.of(e);
        }
        throw new AssertionError("no error: " + sql);
    }
}
