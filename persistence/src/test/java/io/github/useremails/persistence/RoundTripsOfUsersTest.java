package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.postgres.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** How often each call waits for the database, counted at the wire. */
class RoundTripsOfUsersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private RoundTrips roundTrips;
    private Connection connection;
    private PostgresUserEmails emails;
    private UserId ann;

    @BeforeEach
    void connect() throws SQLException {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        PGSimpleDataSource counted = database.dataSource();
        roundTrips = RoundTrips.on(counted);
        connection = counted.getConnection();
        emails = PostgresUserEmails.over(new SingleConnectionDataSource(connection, true));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void aLookupIsOne() {
        assertRoundTrips(1, () -> emails.users().find(ann));
        assertRoundTrips(1, () -> emails.users().withEmail(MAIL));
        assertRoundTrips(1, () -> emails.users().withEmail("nobody@school.example"));
        assertRoundTrips(1, () -> emails.users().withPrimaryEmail(MAIL));
        assertRoundTrips(1, () -> emails.users().withInstitutionManagedEmail(MAIL));
        assertRoundTrips(1, () -> emails.users().primaryEmail(ann));
        assertRoundTrips(1, () -> emails.users().institutionManagedEmail(ann));
        assertRoundTrips(1, () -> emails.users().firstPage(10));
        assertRoundTrips(1, () -> emails.users().pageAfter(ann, 10));
    }

    @Test
    void aPlanOfARosterIsEightAndOneForEachPacketOfLines() {
        List<RosterLine> roster = new ArrayList<>();
        assertRoundTrips(8, () -> emails.rosters().plan(Rosters.NORTHFIELD, List.of()));
        for (int i = 0; i < 12_000; i++) {
            roster.add(Rosters.line("key" + i, "user" + i + "@northfield.example"));
        }
        assertRoundTrips(8 + 3, () -> emails.rosters().plan(Rosters.NORTHFIELD, roster));
    }

    @Test
    void aLookupStaysOneWhenTheDriverPreparesIt() {
        for (int i = 0; i < 20; i++) {
            assertRoundTrips(1, () -> emails.users().withEmail(MAIL));
        }
    }

    @ParameterizedTest
    @CsvSource({"100_000, 1", "100_001, 2"})
    void aBulkLookupIsOneForEachHundredThousand(String elements, int roundTrips) {
        List<EmailAddress> addresses = new ArrayList<>();
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(elements.replace("_", "")); i++) {
            addresses.add(EmailAddress.parse("ann+" + i + "@mail.example"));
            ids.add(new UserId(i));
        }
        // Asked for again, which counts once.
        addresses.add(addresses.get(0));
        ids.add(ids.get(0));
        assertRoundTrips(roundTrips, () -> emails.users().withEmails(addresses));
        assertRoundTrips(roundTrips, () -> emails.users().findAll(ids));
        assertRoundTrips(roundTrips, () -> emails.users().primaryEmails(ids));
        assertRoundTrips(roundTrips, () -> emails.users().institutionManagedEmails(ids));
    }

    @Test
    void whatNeedsNoDatabaseIsNone() {
        assertRoundTrips(0, () -> emails.users().withEmail("no address"));
        assertRoundTrips(0, () -> emails.users().withEmails(List.of()));
        assertRoundTrips(0, () -> emails.users().findAll(List.of()));
        assertRoundTrips(0, () -> emails.users().primaryEmails(List.of()));
        assertRoundTrips(0, () -> emails.users().institutionManagedEmails(List.of()));
        assertRoundTrips(0, () -> emails.users().pageAfter(new UserId(Long.MAX_VALUE), 10));
        assertRefusal(0, () -> emails.users().firstPage(0));
    }

    @Test
    void registeringIsTwo() {
        assertRoundTrips(2, () -> emails.users().register(NEW));
    }

    @Test
    void beingRefusedToRegisterIsOne() {
        assertRefusal(1, () -> emails.users().register(MAIL));
    }

    /** One to begin, lock and read, one to write and commit. */
    @Test
    void aChangeIsTwoHoweverMuchItChanges() {
        assertChange(2, (user, now) -> user.confirmEmail(SCHOOL, now));
        assertChange(2, (user, now) -> user.makePrimary(SCHOOL));
        assertChange(
                2,
                (user, now) -> user.addEmail(NEW, now)
                        .confirmEmail(NEW, now)
                        .makePrimary(NEW)
                        .removeEmail(MAIL));
    }

    @Test
    void aConfirmationIsThreeToRequestOneToPeekAndTwoToUse() {
        ConfirmationToken unknown = ConfirmationToken.of(new byte[32]);
        List<ConfirmationRequest> requests = new ArrayList<>();

        assertRoundTrips(3, () -> requests.add(emails.confirmations().request(ann, SCHOOL)));
        assertRoundTrips(1, () -> emails.confirmations().peek(requests.get(0).token()));
        assertRoundTrips(2, () -> emails.confirmations().confirm(requests.get(0).token()));
        assertRoundTrips(2, () -> emails.confirmations().confirm(unknown));
        assertRoundTrips(3, () -> emails.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED));
        assertRoundTrips(2, () -> emails.confirmations().cancel(ann));
        assertRoundTrips(1, () -> emails.upkeep().removeUnconfirmed(10));
        assertRoundTrips(1, () -> emails.users().erase(ann));
    }

    /** Listeners write in the transaction, so the commit waits for them. */
    @Test
    void aChangeWithListenersIsThree() {
        List<UserEmailEvent> told = new ArrayList<>();
        PostgresUserEmails heard = PostgresUserEmails.builder(new SingleConnectionDataSource(connection, true))
                .listener((event, unused) -> told.add(event))
                .build();

        List<ConfirmationRequest> requests = new ArrayList<>();
        assertRoundTrips(3, () -> heard.users().update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> heard.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED));
        assertRoundTrips(3, () -> requests.add(heard.confirmations().request(ann, SCHOOL)));
        assertRoundTrips(3, () -> heard.confirmations().confirm(requests.get(0).token()));
        assertThat(told).hasSize(3);
        assertRoundTrips(2, () -> heard.upkeep().removeUnconfirmed(10));
        assertRoundTrips(2, () -> heard.users().erase(ann));
    }

    /** A savepoint before it and its release after it; the transaction has begun, and the commit is not ours. */
    @Test
    void aConfirmationInATransactionOfTheApplicationIsFour() throws SQLException {
        ConfirmationToken token = emails.confirmations().request(ann, SCHOOL).token();
        connection.setAutoCommit(false);
        PostgresUserEmails joined = PostgresUserEmails.joining(
                DSL.using(connection, SQLDialect.POSTGRES).configuration());

        assertRoundTrips(4, () -> joined.confirmations().confirm(token));
    }

    /** A savepoint and its release, beside the two that the same change takes in a transaction of the library's own. */
    @Test
    void aChangeInATransactionOfTheApplicationIsFour() throws SQLException {
        connection.setAutoCommit(false);
        PostgresUserEmails joined = PostgresUserEmails.joining(
                DSL.using(connection, SQLDialect.POSTGRES).configuration());

        assertRoundTrips(4, () -> joined.users().update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> joined.users().register(NEW));
        assertRoundTrips(1, () -> joined.users().find(ann));
    }

    @Test
    void aStrictChangeIsTwoAndTwoMoreWhereAnAddressIsEntered() {
        PostgresUserEmails strict = PostgresUserEmails.builder(new SingleConnectionDataSource(connection, true))
                .rejectClaimedAddresses()
                .build();

        assertRoundTrips(2, () -> strict.users().update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> strict.users().update(ann, (user, now) -> user.addEmail(NEW, now)));
    }

    @Test
    void aChangeOfNothingIsTwo() {
        assertChange(2, (user, now) -> user);
    }

    @Test
    void aRefusedChangeIsTwo() {
        assertRefusal(2, () -> emails.users().update(ann, (user, now) -> user.removeEmail(MAIL)));
    }

    private void assertChange(int expected, UserChange change) {
        assertRoundTrips(expected, () -> emails.users().update(ann, change));
    }

    private void assertRefusal(int expected, ThrowingCallable call) {
        assertRoundTrips(expected, () -> assertThatException().isThrownBy(call));
    }

    private void assertRoundTrips(int expected, Runnable call) {
        assertThat(roundTrips.during(call::run)).isEqualTo(expected);
    }
}
