package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a log of an error shows: which rule, which state, and no address. */
class SecrecyTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress SECRET = EmailAddress.parse("secret@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final Users users = JooqUsers.over(database.dataSource());
    private UserId ann;

    @BeforeEach
    void startWithOneUser() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("secret@school.example"));
    }

    @AfterEach
    void takeTheirConstraintsAway() {
        stored.execute("alter table user_email_addresses drop constraint if exists theirs");
        stored.execute("drop trigger if exists theirs on user_email_addresses");
    }

    @Test
    void aClaimedAddressIsNotInTheError() {
        stored.aUser(confirmed("secret@school.example").andPrimary());
        users.update(ann, (user, now) -> user.addEmail(SECRET, now));

        EmailAddressClaimedException error = catchThrowableOfType(
                EmailAddressClaimedException.class,
                () -> users.update(ann, (user, now) -> user.confirmEmail(SECRET, now)));

        assertThat(logged(error)).doesNotContain("secret").doesNotContain("school");
    }

    @Test
    void aConstraintOfTheApplicationIsAFailureThatShowsNoRow() {
        stored.execute("alter table user_email_addresses add constraint theirs"
                + " check (not (confirmed and email_address like 'secret%'))");

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains("23514");
        assertThat(logged(error)).contains("23514").doesNotContain("secret").doesNotContain("school");
    }

    @Test
    void aTriggerOfTheApplicationThatQuotesTheRowIsNotQuoted() {
        raiseInATrigger("P0001");

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains("P0001");
        assertThat(logged(error)).doesNotContain("secret").doesNotContain("school");
    }

    @Test
    void aFullDiskIsAFailureAndSaysSo() {
        stored.execute("""
                create or replace function theirs() returns trigger language plpgsql as $$
                begin
                  raise exception 'could not extend file: no space left on device' using errcode = '53100';
                end
                $$;
                create trigger theirs before update on user_email_addresses
                for each row execute function theirs()
                """);

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains("53100");
        assertThat(error).hasMessageContaining("no space left");
        assertThat(users.find(ann)
                        .orElseThrow()
                        .emailAddress(SECRET)
                        .orElseThrow()
                        .confirmed())
                .isFalse();
    }

    @Test
    void textThatPostgresCannotStoreIsAFailureThatDoesNotShowIt() {
        EmailAddress unstorable = EmailAddress.stored("secret\u0000@school.example", "secret\u0000@school.example");

        UserStorageException error =
                catchThrowableOfType(UserStorageException.class, () -> users.withEmail(unstorable));

        assertThat(logged(error)).doesNotContain("secret").doesNotContain("school");
    }

    private void raiseInATrigger(String state) {
        stored.execute("""
                create or replace function theirs() returns trigger language plpgsql as $$
                begin
                  raise exception 'no: %%', new.email_address using errcode = '%s', detail = new.email_address;
                end
                $$;
                create trigger theirs before update on user_email_addresses
                for each row execute function theirs()
                """.formatted(state));
    }

    private UserStorageException failureToConfirm() {
        return catchThrowableOfType(
                UserStorageException.class, () -> users.update(ann, (user, now) -> user.confirmEmail(SECRET, now)));
    }

    /** All that a logger would print: messages, causes, suppressed errors. */
    private static String logged(Throwable error) {
        StringWriter log = new StringWriter();
        error.printStackTrace(new PrintWriter(log));
        return log.toString();
    }
}
