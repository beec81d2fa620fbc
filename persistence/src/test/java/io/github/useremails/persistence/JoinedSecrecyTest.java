package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the application's transaction is after a change that failed in it, and what the driver says of its next error. */
class JoinedSecrecyTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SECRET = EmailAddress.parse("secret@school.example");
    private static final InstantSource IN_A_MONTH = InstantSource.offset(InstantSource.system(), Duration.ofDays(30));

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private Connection connection;
    private DSLContext jooq;
    private PostgresUserEmails emails;
    private UserId ann;
    private UserId zoe;

    @BeforeEach
    void beginATransaction() throws SQLException {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("secret@school.example"));
        zoe = stored.aUser(confirmed("zoe@mail.example").andPrimary());
        connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        jooq = DSL.using(connection, SQLDialect.POSTGRES);
        emails = PostgresUserEmails.joining(jooq.configuration());
    }

    @AfterEach
    void endIt() throws SQLException {
        connection.rollback();
        connection.close();
        stored.execute("drop function if exists theirs() cascade");
    }

    @Test
    void aRefusedClaimLeavesTheTransactionUsable() {
        stored.aUser(confirmed("secret@school.example").andPrimary());

        Throwable refused = catchThrowable(this::claimIt);

        assertThat(refused).isInstanceOf(EmailAddressClaimedException.class);
        assertThatTheTransactionIsUsable("update");
    }

    @Test
    void everyChangeThatFailsLeavesTheTransactionUsable() {
        ConfirmationToken token = PostgresUserEmails.over(database.dataSource())
                .confirmations()
                .request(ann, SECRET)
                .token();
        raiseWithTheAddressOnEveryWrite();

        changes(token).forEach((name, change) -> {
            Throwable failure = catchThrowable(change::run);

            assertThat(failure).as(name).isInstanceOf(UserStorageException.class);
            assertThat(logged(failure)).as(name).doesNotContain("secret");
            assertThatTheTransactionIsUsable(name);
        });
    }

    @Test
    void aListenerThatFailsLeavesTheTransactionUsableAndNothingWritten() {
        PostgresUserEmails heard = PostgresUserEmails.builder(jooq.configuration())
                .listener((event, unused) -> {
                    throw new SQLException("secret@school.example", "P0001");
                })
                .build();

        Throwable failure =
                catchThrowable(() -> heard.users().update(ann, (user, now) -> user.confirmEmail(SECRET, now)));

        assertThat(failure).isInstanceOf(UserStorageException.class);
        assertThatTheTransactionIsUsable("listener");
        assertThat(emails.users().withEmail(SECRET)).isEmpty();
    }

    @Test
    void whatTheApplicationWroteBeforeAFailureIsKept() throws SQLException {
        stored.aUser(confirmed("secret@school.example").andPrimary());
        UserId first = emails.users()
                .register(EmailAddress.parse("first@mail.example"))
                .id();

        Throwable refused = catchThrowable(this::claimIt);
        connection.commit();

        assertThat(refused).isInstanceOf(EmailAddressClaimedException.class);
        assertThat(PostgresUserEmails.over(database.dataSource()).users().find(first))
                .isPresent();
    }

    private Map<String, Runnable> changes(ConfirmationToken token) {
        EmailConfirmations confirmations = emails.confirmations();
        PostgresUserEmails later = PostgresUserEmails.builder(jooq.configuration())
                .clock(IN_A_MONTH)
                .build();
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("register", () -> emails.users().register(EmailAddress.parse("secret@new.example")));
        changes.put("update", () -> emails.users().update(ann, (user, now) -> user.confirmEmail(SECRET, now)));
        changes.put("request", () -> confirmations.request(ann, SECRET));
        changes.put("confirm", () -> confirmations.confirm(token));
        changes.put("cancel", () -> confirmations.cancel(ann));
        changes.put("revoke", () -> confirmations.revoke(ann, MAIL, RevocationReason.BOUNCED));
        changes.put("sweep", () -> later.upkeep().removeUnconfirmed(10));
        changes.put("merge", () -> emails.users().merge(ann, zoe));
        changes.put("erase", () -> emails.users().erase(ann));
        changes.put("plan of a roster", () -> emails.rosters().plan(Rosters.NORTHFIELD, List.of()));
        changes.put(
                "synchronize",
                () -> emails.rosters().synchronize(Rosters.NORTHFIELD, List.of(), RosterLimits.standard()));
        return changes;
    }

    private void assertThatTheTransactionIsUsable(String after) {
        assertThat(jooq.fetchValue("select 1")).as(after).isEqualTo(1);
        Throwable next =
                catchThrowable(() -> jooq.transaction(nested -> nested.dsl().execute("select 1 / 0")));
        assertThat(next).as(after).hasMessageContaining("division by zero");
        assertThat(logged(next)).as(after).doesNotContain("secret");
    }

    private void claimIt() {
        emails.users().update(ann, (user, now) -> user.addEmail(SECRET, now).confirmEmail(SECRET, now));
    }

    private void raiseWithTheAddressOnEveryWrite() {
        stored.execute("""
                create function theirs() returns trigger language plpgsql as $$
                begin
                  raise exception 'secret@school.example' using detail = 'secret@school.example';
                end
                $$
                """);
        for (String table : List.of("user_email_addresses", "user_email_confirmations", "user_email_rosters")) {
            stored.execute("create trigger theirs before insert or update or delete on " + table
                    + " for each row execute function theirs()");
        }
    }

    private static String logged(Throwable error) {
        StringWriter log = new StringWriter();
        error.printStackTrace(new PrintWriter(log));
        return log.toString();
    }
}
