package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log of an error shows: which rule, which state, and no address. */
class SecrecyTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress SECRET = EmailAddress.parse("secret@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final Users users = PostgresUserEmails.over(database.dataSource()).users();
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

    @ParameterizedTest
    @ValueSource(strings = {"P0001", "40001", "42501", "55000", "57014"})
    void aTriggerOfTheApplicationThatQuotesTheRowIsNotQuoted(String state) {
        raiseInATrigger(state);

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains(state);
        assertThat(logged(error)).doesNotContain("secret").doesNotContain("school");
    }

    @ParameterizedTest
    @CsvSource({
        "42703, select %I",
        "42P01, select from %I",
        "42P01, drop table %I",
        "42704, alter role %I nologin",
        "42601, select 1 %I %1$I",
        "42883, select %I()"
    })
    void sqlThatATriggerOfTheApplicationPutsTogetherIsNotQuoted(String state, String sql) {
        stored.execute("""
                create or replace function theirs() returns trigger language plpgsql as $$
                begin
                  execute format('%s', new.email_address);
                end
                $$;
                create trigger theirs before update on user_email_addresses
                for each row execute function theirs()
                """.formatted(sql));

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains(state);
        assertThat(logged(error)).doesNotContain("secret").doesNotContain("school");
    }

    @Test
    void aServerWithoutSpaceIsAFailureAndSaysSo() {
        stored.execute("""
                create or replace function theirs() returns trigger language plpgsql
                set work_mem = '64kB' set temp_file_limit = 0 as $$
                begin
                  perform from (select i from generate_series(1, 100000) as i order by -i) s;
                  return new;
                end
                $$;
                create trigger theirs before update on user_email_addresses
                for each row execute function theirs()
                """);

        UserStorageException error = failureToConfirm();

        assertThat(error.sqlState()).contains("53400");
        assertThat(error).hasMessageContaining("temporary file size exceeds");
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
