package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A clock that is set back, or forward by years, loses nothing and lets nobody in. */
class JumpingClockTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private Instant now = START;
    private final PostgresUserEmails emails =
            PostgresUserEmails.builder(database.dataSource()).clock(() -> now).build();
    private UserId ann;

    @BeforeEach
    void startWithOneUser() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
    }

    @Test
    void everyChangeWorksWhateverTheTime() throws SQLException {
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            EmailAddress address = EmailAddress.parse("ann" + round + "@mail.example");
            jump(random);
            emails.users().update(ann, (user, time) -> user.addEmail(address, time));
            jump(random);
            ConfirmationToken token =
                    emails.confirmations().request(ann, address).token();
            assertThat(emails.confirmations().confirm(token)).isInstanceOf(ConfirmationOutcome.Confirmed.class);
            jump(random);
            emails.users().update(ann, (user, time) -> user.makePrimary(address));
            jump(random);
            emails.users()
                    .update(
                            ann,
                            (user, time) -> user.removeEmail(
                                    user.emailAddresses().get(0).address()));
        }

        assertThat(emails.users().find(ann).orElseThrow().emailAddresses()).hasSize(1);
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void aTokenIsGoodUntilTheClockSaysOtherwise() {
        emails.users().update(ann, (user, time) -> user.addEmail(SCHOOL, time));
        ConfirmationToken token = emails.confirmations().request(ann, SCHOOL).token();

        now = START.plus(Duration.ofHours(24));
        assertThat(emails.confirmations().confirm(token)).isInstanceOf(ConfirmationOutcome.Refused.class);
        now = START.minus(Duration.ofDays(365));
        assertThat(emails.confirmations().confirm(token)).isInstanceOf(ConfirmationOutcome.Confirmed.class);
    }

    @Test
    void aClockThatWasSetBackSweepsNothingThatIsYoung() {
        emails.users().update(ann, (user, time) -> user.addEmail(SCHOOL, time));
        now = START.minus(Duration.ofDays(365));

        assertThat(emails.upkeep().removeUnconfirmed(10)).isZero();
    }

    /** By up to ten years either way, down to the nanosecond. */
    private void jump(Random random) {
        now = START.plusSeconds(random.nextInt(-315_000_000, 315_000_000)).plusNanos(random.nextInt(1_000_000_000));
    }
}
