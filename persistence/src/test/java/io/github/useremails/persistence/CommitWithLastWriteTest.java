package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A commit that is sent along with the last write happens if all writes did, and leaves the connection as it was. */
class CommitWithLastWriteTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private UserId ann;

    @BeforeEach
    void storeAUser() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
    }

    @AfterEach
    void takeAwayWhatHinders() throws SQLException {
        database.execute("drop trigger if exists hinder on user_email_addresses");
        database.execute("drop function if exists hinder()");
    }

    @ParameterizedTest
    @EnumSource(AutoSave.class)
    void itIsThereForOthersWhateverTheDriverSaves(AutoSave autosave) throws SQLException {
        PGSimpleDataSource saving = database.dataSource();
        saving.setAutosave(autosave);
        try (Connection connection = saving.getConnection()) {
            User changed = swapPrimary(PostgresUserEmails.over(new SingleConnectionDataSource(connection, true)));

            assertThat(PostgresUserEmails.over(database.dataSource()).users().find(ann))
                    .contains(changed);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aConnectionThatIsNotInAutoCommitStaysSoAndHasNoTransactionLeft() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            User changed = swapPrimary(PostgresUserEmails.builder(new SingleConnectionDataSource(connection, true))
                    .poolWithoutAutoCommit()
                    .build());
            connection.rollback();

            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(PostgresUserEmails.over(database.dataSource()).users().find(ann))
                    .contains(changed);
        }
    }

    @Test
    void whatTheDatabaseRefusesAtTheCommitIsUndoneAndTheConnectionServesOn() throws SQLException {
        hinder("after", "raise exception 'not today'", "constraint", "deferrable initially deferred");
        try (Connection connection = database.dataSource().getConnection()) {
            PostgresUserEmails emails = PostgresUserEmails.over(new SingleConnectionDataSource(connection, true));

            assertThatExceptionOfType(UserStorageException.class).isThrownBy(() -> swapPrimary(emails));

            assertThat(emails.users().primaryEmail(ann)).contains(MAIL);
            assertThat(emails.users().find(ann).orElseThrow().emailAddress(NEW)).isEmpty();
        }
    }

    /** As row-level security or a trigger of the application's may do it. */
    @Test
    void aRowThatTheDatabaseLeavesAsItWasUndoesTheWholeChange() throws SQLException {
        hinder("before", "return null", "", "");
        PostgresUserEmails emails =
                PostgresUserEmails.builder(database.dataSource()).attempts(2).build();
        AtomicInteger attempts = new AtomicInteger();

        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> emails.users().update(ann, (user, now) -> {
                    attempts.incrementAndGet();
                    return user.addEmail(NEW, now).confirmEmail(SCHOOL, now);
                }))
                .satisfies(e -> assertThat(e.sqlState()).contains("40001"));

        assertThat(attempts).hasValue(2);
        assertThat(emails.users().find(ann).orElseThrow().emailAddress(NEW)).isEmpty();
    }

    private User swapPrimary(PostgresUserEmails emails) {
        return emails.users()
                .update(
                        ann,
                        (user, now) ->
                                user.addEmail(NEW, now).confirmEmail(NEW, now).makePrimary(NEW));
    }

    private static void hinder(String when, String body, String kind, String deferral) throws SQLException {
        database.execute("""
                create function hinder()
                        returns trigger
                       language plpgsql
                as $$
                begin
                  %s;
                end
                $$
                """.formatted(body));
        database.execute("create " + kind + " trigger hinder " + when + " update on user_email_addresses " + deferral
                + " for each row execute function hinder()");
    }
}
