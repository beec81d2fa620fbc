package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.Removed;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others entered goes when an address turns out to be somebody's: a few rows at once, the rest with a sweep. */
class WithdrawalTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress CONTESTED = EmailAddress.parse("ann@school.example");
    private static final int AT_ONCE = 10;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final List<UserEmailEvent> told = new ArrayList<>();
    private Instant now = Instant.now();
    private final PostgresUserEmails emails = PostgresUserEmails.builder(database.asRole("useremails_app"))
            .clock(() -> now)
            .build();
    private final Upkeep listened = PostgresUserEmails.builder(database.asRole("useremails_app"))
            .clock(() -> now)
            .listener((event, connection) -> told.add(event))
            .build()
            .upkeep();

    private UserId ann;

    @BeforeEach
    void startWithTheOwner() {
        stored.removeAll();
        stored.execute("truncate user_email_withdrawals, user_email_address_history");
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered(CONTESTED.value()));
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 500})
    void anOwnerChangesTheSameNumberOfOthersHoweverManyThereAre(int others) throws SQLException {
        enteredBy(others);
        long changesBefore = count("user_email_address_history");

        confirm();

        // Its own row becomes confirmed, and that of each of the others goes.
        assertThat(count("user_email_address_history") - changesBefore).isEqualTo(1 + AT_ONCE);
        assertThat(unconfirmed()).isEqualTo(others - AT_ONCE);
    }

    @Test
    void aSweepTakesTheRestUpToItsLimit() throws SQLException {
        enteredBy(AT_ONCE + 7);
        confirm();

        assertThat(emails.upkeep().removeUnconfirmed(5)).isEqualTo(5);
        assertThat(emails.upkeep().removeUnconfirmed(5)).isEqualTo(2);

        assertThat(unconfirmed()).isZero();
        assertThat(count("user_email_withdrawals")).isZero();
        assertThat(emails.users().withEmail(CONTESTED)).map(user -> user.id()).contains(ann);
    }

    @Test
    void aPrimaryAddressThatIsSweptIsReplacedAndListenersAreTold() throws SQLException {
        enteredBy(AT_ONCE);
        UserId bob = aUserWithConfirmedSecond();
        confirm();

        assertThat(listened.removeUnconfirmed(10)).isEqualTo(1);

        EmailAddress second = EmailAddress.parse("bob@mail.example");
        assertThat(told)
                .containsExactly(
                        new PrimaryChanged(bob, Optional.of(CONTESTED), Optional.of(second)),
                        new Removed(bob, CONTESTED));
        assertThat(emails.users().primaryEmail(bob)).contains(second);
    }

    @Test
    void aUserWhoIsBeingChangedIsPassedOverAndSweptLater() throws SQLException {
        UserId bob = stored.aUser(entered(CONTESTED.value()).andPrimary());
        try (Connection other = lock("id = " + bob.value())) {
            confirm();
            assertThat(unconfirmed()).isEqualTo(1);
            assertThat(emails.upkeep().removeUnconfirmed(10)).isZero();
            other.rollback();
        }

        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(1);

        assertThat(unconfirmed()).isZero();
    }

    @Test
    void aSweepPassesOverLockedRowsWithoutCountingThem() throws SQLException {
        List<UserId> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(stored.aUser(
                    confirmed("user" + i + "@mail.example").andPrimary(), entered("old" + i + "@mail.example")));
        }
        stored.execute(
                "update user_email_addresses set created_at = now() - interval '9 days' + user_id * interval '1 s'");
        try (Connection other =
                lock("id in (" + all.get(0).value() + ", " + all.get(1).value() + ")")) {
            assertThat(emails.upkeep().removeUnconfirmed(2)).isEqualTo(2);
            assertThat(emails.users().find(all.get(2)).orElseThrow().emailAddresses())
                    .hasSize(1);
            other.rollback();
        }
    }

    /** To whoever enters it, an address that is owned looks like one that is free. */
    @Test
    void whatIsEnteredAfterTheClaimStaysAsLongAsAFreeAddress() throws SQLException {
        enteredBy(AT_ONCE + 1);
        confirm();
        now = now.plusSeconds(1);
        UserId eve = stored.aUser(confirmed("eve@mail.example").andPrimary());
        emails.users().update(eve, (user, time) -> user.addEmail(CONTESTED, time));

        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(1);
        assertThat(emails.users().find(eve).orElseThrow().emailAddresses()).hasSize(2);

        now = now.plus(Duration.ofDays(4));
        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(1);
        assertThat(emails.users().find(eve).orElseThrow().emailAddresses()).hasSize(1);
    }

    @Test
    void anotherChangeOfTheOwnersAddressIsNotAClaim() throws SQLException {
        confirm();
        UserId eve = stored.aUser(confirmed("eve@mail.example").andPrimary());
        emails.users().update(eve, (user, time) -> user.addEmail(CONTESTED, time));

        emails.users().update(ann, (user, time) -> user.makePrimary(CONTESTED));

        assertThat(emails.users().find(eve).orElseThrow().emailAddresses()).hasSize(2);
        assertThat(count("user_email_withdrawals")).isZero();
    }

    @Test
    void aPrimaryAddressOfSomebodyElseGoesWhenItIsTooOld() throws SQLException {
        confirm();
        UserId eve = stored.aUser();
        emails.users().update(eve, (user, time) -> user.addEmail(CONTESTED, time));
        UserId kim = stored.aUser(entered("kim@mail.example").andPrimary());

        assertThat(emails.upkeep().removeUnconfirmed(10)).isZero();
        now = now.plus(Duration.ofDays(4));

        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(1);
        assertThat(emails.users().find(eve).orElseThrow().emailAddresses()).isEmpty();
        assertThat(emails.users().find(kim).orElseThrow().emailAddresses())
                .as("nobody else's")
                .hasSize(1);
    }

    @Test
    void whatBelongsToNobodyAnyMoreIsLeftToWhoeverEnteredIt() throws SQLException {
        enteredBy(AT_ONCE + 3);
        confirm();
        emails.users().update(ann, (user, time) -> user.removeEmail(CONTESTED));

        assertThat(emails.upkeep().removeUnconfirmed(10)).isZero();

        assertThat(unconfirmed()).isEqualTo(3);
        assertThat(count("user_email_withdrawals")).isZero();
    }

    private void enteredBy(int others) {
        stored.execute("""
                with made as (insert into users select from generate_series(1, %d) returning id)
                insert into user_email_addresses (user_id, email_address, normalized_email_address, "primary")
                select id, 'ann@school.example', 'ann@school.example', true from made
                """.formatted(others));
    }

    private UserId aUserWithConfirmedSecond() {
        return stored.aUser(entered(CONTESTED.value()).andPrimary(), confirmed("bob@mail.example"));
    }

    private void confirm() {
        now = Instant.now();
        emails.users().update(ann, (user, time) -> user.confirmEmail(CONTESTED, time));
    }

    private static Connection lock(String which) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from users where " + which + " for no key update");
        }
        return connection;
    }

    private static long unconfirmed() throws SQLException {
        return count("user_email_addresses where not confirmed");
    }

    private static long count(String rows) throws SQLException {
        return Long.parseLong(
                database.query("select count(*) from " + rows).get(0).get(0));
    }
}
