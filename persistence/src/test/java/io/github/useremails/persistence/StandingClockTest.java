package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome.Refused;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A clock that shows the same moment twice, as a fixed one in a test does, or a coarse one. */
class StandingClockTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final PostgresUserEmails emails =
            PostgresUserEmails.builder(database.dataSource()).clock(() -> NOW).build();

    @Test
    void aTokenDiesWhenItsAddressIsRemovedAndAddedInTheSameMoment() {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
        emails.users().update(ann, (user, now) -> user.addEmail(SCHOOL, now));
        ConfirmationToken token = emails.confirmations().request(ann, SCHOOL).token();

        User again = emails.users()
                .update(ann, (user, now) -> user.removeEmail(SCHOOL).addEmail(SCHOOL, now));

        assertThat(emails.users().find(ann)).contains(again);
        assertThat(emails.confirmations().confirm(token)).isInstanceOf(Refused.class);
    }
}
