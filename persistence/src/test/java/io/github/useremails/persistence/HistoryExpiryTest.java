package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be forgotten of old changes, and what the present still rests on. */
class HistoryExpiryTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final PostgresUserEmails emails = PostgresUserEmails.over(database.asRole("useremails_app"));

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_address_history");
    }

    @Test
    void whatIsYoungerStays() throws SQLException {
        aUserWithALongHistory();
        List<List<String>> before = history();

        assertThat(expire(90, 1_000)).isZero();

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void ofWhatIsOlderStaysWhatTellsHowThingsStood() throws SQLException {
        UserId ann = aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '91 days'");

        assertThat(expire(90, 1_000)).isPositive();

        assertThat(expire(90, 1_000)).isZero();
        assertThat(database.query("select h.email_address_after from user_email_address_history h order by h.id"))
                .containsExactly(List.of("ann@school.example"), List.of("ann@new.example"));
        assertThat(database.query("select p.user_id, p.email_address from user_primary_email_periods p"))
                .containsExactly(List.of(String.valueOf(ann.value()), "ann@school.example"));
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void anAddressThatWasGivenUpLongAgoIsForgotten() throws SQLException {
        aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '91 days'");

        expire(90, 1_000);

        assertThat(database.query("select 1 from user_email_address_history h"
                        + " where 'ann@mail.example' in (h.email_address_before, h.email_address_after)"))
                .isEmpty();
    }

    @Test
    void daysSinceThenAreAnsweredAsBefore() throws SQLException {
        UserId ann = aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '91 days'");
        EmailAddress latest = EmailAddress.parse("ann@new.example");
        emails.users().update(ann, (user, now) -> user.confirmEmail(latest, now).makePrimary(latest));
        String since = "select p.email_address, p.valid_to is null from user_primary_email_periods p"
                + " where coalesce(p.valid_to, 'infinity') > now() - interval '90 days' order by p.valid_from";
        List<List<String>> before = database.query(since);
        assertThat(before).hasSize(2);

        assertThat(expire(90, 1_000)).isPositive();

        assertThat(database.query(since)).isEqualTo(before);
    }

    @Test
    void noMoreAreDeletedThanAskedFor() {
        aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '91 days'");

        assertThat(expire(90, 2)).isEqualTo(2);
        assertThat(expire(90, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_001})
    void aNumberOutOfBoundsIsRefused(int most) {
        assertThatIllegalArgumentException().isThrownBy(() -> expire(90, most));
    }

    /** Whoever has the rights of the application could otherwise delete the traces of a minute ago. */
    @Test
    void whatTheDatabaseStillKeepsIsRefused() throws SQLException {
        aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '31 days'");
        List<List<String>> before = history();

        assertThatIllegalStateException()
                .isThrownBy(() -> expire(30, 1_000))
                .withMessageContaining("minimum_history_retention()");

        assertThat(history()).isEqualTo(before);
    }

    @Test
    void theOwnerOfTheSchemaDecidesHowLongTheDatabaseKeepsIt() throws SQLException {
        aUserWithALongHistory();
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '31 days'");

        keepAtLeast("30 days");
        try {
            assertThat(expire(30, 1_000)).isPositive();
        } finally {
            keepAtLeast("90 days");
        }
    }

    @Test
    void aTimeInTheFutureIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> expire(-1, 10));
    }

    /** Mail went to one address, then to another; the first was given up, and a third was entered. */
    private UserId aUserWithALongHistory() {
        UserId ann = stored.aUser(confirmed(MAIL.value()).andPrimary(), entered(SCHOOL.value()));
        emails.users().update(ann, (user, now) -> user.confirmEmail(SCHOOL, now));
        emails.users().update(ann, (user, now) -> user.makePrimary(SCHOOL));
        emails.users().update(ann, (user, now) -> user.removeEmail(MAIL));
        emails.users().update(ann, (user, now) -> user.addEmail(EmailAddress.parse("ann@new.example"), now));
        return ann;
    }

    private static void keepAtLeast(String time) throws SQLException {
        database.execute("create or replace function minimum_history_retention() returns interval language sql stable"
                + " parallel safe return interval '" + time + "'");
    }

    private int expire(int days, int limit) {
        return emails.upkeep().expireHistory(Duration.ofDays(days), limit);
    }

    private static List<List<String>> history() throws SQLException {
        return database.query("select h.* from user_email_address_history h order by h.id");
    }
}
