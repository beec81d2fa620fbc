package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
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
    private JooqUsers users;
    private UserId ann;

    @BeforeEach
    void connect() throws SQLException {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        PGSimpleDataSource counted = database.dataSource();
        roundTrips = RoundTrips.on(counted);
        connection = counted.getConnection();
        users = JooqUsers.over(new SingleConnectionDataSource(connection, true));
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void aLookupIsOne() {
        assertRoundTrips(1, () -> users.find(ann));
        assertRoundTrips(1, () -> users.withEmail(MAIL));
        assertRoundTrips(1, () -> users.withEmail("nobody@school.example"));
        assertRoundTrips(1, () -> users.withPrimaryEmail(MAIL));
        assertRoundTrips(1, () -> users.withInstitutionManagedEmail(MAIL));
        assertRoundTrips(1, () -> users.primaryEmail(ann));
        assertRoundTrips(1, () -> users.institutionManagedEmail(ann));
        assertRoundTrips(1, () -> users.firstPage(10));
        assertRoundTrips(1, () -> users.pageAfter(ann, 10));
    }

    @Test
    void aPlanOfARosterIsEightAndOneForEachPacketOfLines() {
        List<RosterLine> roster = new ArrayList<>();
        assertRoundTrips(8, () -> users.rosters().plan(Rosters.NORTHFIELD, List.of()));
        for (int i = 0; i < 12_000; i++) {
            roster.add(Rosters.line("key" + i, "user" + i + "@northfield.example"));
        }
        assertRoundTrips(8 + 3, () -> users.rosters().plan(Rosters.NORTHFIELD, roster));
    }

    @Test
    void aLookupStaysOneWhenTheDriverPreparesIt() {
        for (int i = 0; i < 20; i++) {
            assertRoundTrips(1, () -> users.withEmail(MAIL));
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
        assertRoundTrips(roundTrips, () -> users.withEmails(addresses));
        assertRoundTrips(roundTrips, () -> users.findAll(ids));
        assertRoundTrips(roundTrips, () -> users.primaryEmails(ids));
        assertRoundTrips(roundTrips, () -> users.institutionManagedEmails(ids));
    }

    @Test
    void whatNeedsNoDatabaseIsNone() {
        assertRoundTrips(0, () -> users.withEmail("no address"));
        assertRoundTrips(0, () -> users.withEmails(List.of()));
        assertRoundTrips(0, () -> users.findAll(List.of()));
        assertRoundTrips(0, () -> users.primaryEmails(List.of()));
        assertRoundTrips(0, () -> users.institutionManagedEmails(List.of()));
        assertRoundTrips(0, () -> users.pageAfter(new UserId(Long.MAX_VALUE), 10));
        assertRefusal(0, () -> users.firstPage(0));
    }

    @Test
    void registeringIsTwo() {
        assertRoundTrips(2, () -> users.register(NEW));
    }

    @Test
    void beingRefusedToRegisterIsOne() {
        assertRefusal(1, () -> users.register(MAIL));
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

        assertRoundTrips(3, () -> requests.add(users.confirmations().request(ann, SCHOOL)));
        assertRoundTrips(1, () -> users.confirmations().peek(requests.get(0).token()));
        assertRoundTrips(2, () -> users.confirmations().confirm(requests.get(0).token()));
        assertRoundTrips(2, () -> users.confirmations().confirm(unknown));
        assertRoundTrips(3, () -> users.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED));
        assertRoundTrips(2, () -> users.confirmations().cancel(ann));
        assertRoundTrips(1, () -> users.confirmations().sweep(10));
        assertRoundTrips(1, () -> users.erase(ann));
    }

    /** Listeners write in the transaction, so the commit waits for them. */
    @Test
    void aChangeWithListenersIsThree() {
        List<UserEmailEvent> told = new ArrayList<>();
        UsersSettings settings = UsersSettings.standard().withListener((event, unused) -> told.add(event));
        JooqUsers heard = JooqUsers.over(new SingleConnectionDataSource(connection, true), settings);

        List<ConfirmationRequest> requests = new ArrayList<>();
        assertRoundTrips(3, () -> heard.update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> heard.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED));
        assertRoundTrips(3, () -> requests.add(heard.confirmations().request(ann, SCHOOL)));
        assertRoundTrips(3, () -> heard.confirmations().confirm(requests.get(0).token()));
        assertThat(told).hasSize(3);
        assertRoundTrips(2, () -> heard.confirmations().sweep(10));
        assertRoundTrips(2, () -> heard.erase(ann));
    }

    /** A savepoint before it and its release after it; the transaction has begun, and the commit is not ours. */
    @Test
    void aConfirmationInATransactionOfTheApplicationIsFour() throws SQLException {
        ConfirmationToken token = users.confirmations().request(ann, SCHOOL).token();
        connection.setAutoCommit(false);
        JooqUsers joined =
                JooqUsers.joining(DSL.using(connection, SQLDialect.POSTGRES).configuration());

        assertRoundTrips(4, () -> joined.confirmations().confirm(token));
    }

    /** A savepoint and its release, beside the two that the same change takes in a transaction of the library's own. */
    @Test
    void aChangeInATransactionOfTheApplicationIsFour() throws SQLException {
        connection.setAutoCommit(false);
        JooqUsers joined =
                JooqUsers.joining(DSL.using(connection, SQLDialect.POSTGRES).configuration());

        assertRoundTrips(4, () -> joined.update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> joined.register(NEW));
        assertRoundTrips(1, () -> joined.find(ann));
    }

    @Test
    void aStrictChangeIsTwoAndTwoMoreWhereAnAddressIsEntered() {
        JooqUsers strict = JooqUsers.over(
                new SingleConnectionDataSource(connection, true),
                UsersSettings.standard().withStrictEntering());

        assertRoundTrips(2, () -> strict.update(ann, (user, now) -> user.confirmEmail(SCHOOL, now)));
        assertRoundTrips(4, () -> strict.update(ann, (user, now) -> user.addEmail(NEW, now)));
    }

    @Test
    void aChangeOfNothingIsTwo() {
        assertChange(2, (user, now) -> user);
    }

    @Test
    void aRefusedChangeIsTwo() {
        assertRefusal(2, () -> users.update(ann, (user, now) -> user.removeEmail(MAIL)));
    }

    private void assertChange(int expected, UserChange change) {
        assertRoundTrips(expected, () -> users.update(ann, change));
    }

    private void assertRefusal(int expected, ThrowingCallable call) {
        assertRoundTrips(expected, () -> assertThatException().isThrownBy(call));
    }

    private void assertRoundTrips(int expected, Runnable call) {
        assertThat(roundTrips.during(call::run)).isEqualTo(expected);
    }
}
