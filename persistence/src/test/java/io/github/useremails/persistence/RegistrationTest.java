package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Registering where the application's table has rules of its own. */
class RegistrationTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("Ann@mail.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final PostgresUserEmails emails = PostgresUserEmails.over(database.asRole("useremails_app"));

    @AfterEach
    void dropTheRules() {
        stored.removeAll();
        stored.execute("alter table users drop column if exists name");
        stored.execute("drop trigger if exists lowered on user_email_addresses");
    }

    @Test
    void aColumnThatNeedsAValueIsNamedWithTheWay() {
        stored.execute("alter table users add name text not null");

        UserStorageException error = refusal();

        assertThat(error)
                .hasMessageContaining("column name of table users needs a value")
                .hasMessageContaining("insert the row yourself")
                .hasMessageContaining("update(id, change)");
        assertThat(error.sqlState()).contains("23502");
    }

    @Test
    void aConstraintOfTheTableIsNamedWithTheWay() {
        stored.execute("alter table users add name text constraint users_have_a_name check (name is not null)");

        assertThat(refusal())
                .hasMessageContaining("constraint users_have_a_name of table users rejects a row")
                .hasMessageContaining("update(id, change)");
    }

    @Test
    void theSpellingThatATriggerHasChangedIsReturned() {
        stored.execute("""
                create or replace function lowered() returns trigger language plpgsql as $$
                begin
                  new.email_address := lower(new.email_address);
                  return new;
                end
                $$;
                create trigger lowered before insert on user_email_addresses
                for each row execute function lowered()
                """);

        User registered = emails.users().register(MAIL);

        assertThat(registered.primaryEmail()).map(EmailAddress::value).contains("ann@mail.example");
        assertThat(emails.users().find(registered.id())).contains(registered);
    }

    private UserStorageException refusal() {
        UserStorageException error = catchThrowableOfType(
                UserStorageException.class, () -> emails.users().register(MAIL));
        assertThat(error).isNotNull();
        assertThat(error.getMessage()).doesNotContainIgnoringCase("ann@");
        return error;
    }
}
