package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.EnteredByAnother;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.postgres.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Who enters an address does not learn whether it is somebody's; the owner does. */
class EnumerationTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress OWNED = EmailAddress.parse("Ann@school.example");
    private static final EmailAddress MANAGED = EmailAddress.parse("bob@school.example");
    private static final EmailAddress MERELY_ENTERED = EmailAddress.parse("cid@school.example");
    private static final EmailAddress FREE = EmailAddress.parse("free@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final List<UserEmailEvent> told = new ArrayList<>();

    private UserId ann;
    private UserId bob;
    private UserId eve;

    @BeforeEach
    void startWithOwners() {
        stored.removeAll();
        ann = stored.aUser(confirmed("ann@school.example").andPrimary());
        bob = stored.aUser(institutionManaged("bob@school.example").andPrimary());
        stored.aUser(confirmed("cid@mail.example").andPrimary(), entered("cid@school.example"));
        eve = stored.aUser(confirmed("eve@mail.example").andPrimary());
    }

    @Test
    void theOwnersAreToldAndWhoEnteredTheirAddressesSeesNoDifference() {
        PostgresUserEmails emails = PostgresUserEmails.builder(database.dataSource())
                .listener((event, unused) -> told.add(event))
                .build();

        User after = emails.users()
                .update(
                        eve,
                        (user, now) -> user.addEmail(OWNED, now)
                                .addEmail(FREE, now)
                                .addEmail(MANAGED, now)
                                .addEmail(MERELY_ENTERED, now));

        assertThat(after.emailAddresses()).hasSize(5);
        assertThat(emails.users().find(eve)).contains(after);
        assertThat(told)
                .containsExactly(
                        new Added(eve, OWNED),
                        new Added(eve, FREE),
                        new Added(eve, MANAGED),
                        new Added(eve, MERELY_ENTERED),
                        new EnteredByAnother(ann, OWNED),
                        new EnteredByAnother(bob, MANAGED));
        EnteredByAnother toldToAnn = (EnteredByAnother) told.get(4);
        assertThat(toldToAnn.address().value()).as("as the owner spells it").isEqualTo("ann@school.example");
    }

    @Test
    void whoChangesWhatIsThereAlreadyIsNotToldOfAgain() {
        PostgresUserEmails emails = PostgresUserEmails.builder(database.dataSource())
                .listener((event, unused) -> told.add(event))
                .build();
        emails.users().update(eve, (user, now) -> user.addEmail(OWNED, now));
        told.clear();

        emails.users().update(eve, (user, now) -> user.addEmail(FREE, now));

        assertThat(told).containsExactly(new Added(eve, FREE));
    }

    @Test
    void theWorkIsTheSameWhetherThereIsAnOwnerOrNot() throws SQLException {
        PGSimpleDataSource counted = database.dataSource();
        RoundTrips roundTrips = RoundTrips.on(counted);
        try (Connection connection = counted.getConnection()) {
            PostgresUserEmails emails = PostgresUserEmails.builder(new SingleConnectionDataSource(connection, true))
                    .listener((event, unused) -> told.add(event))
                    .build();

            long owned = roundTrips.during(() -> emails.users().update(eve, (user, now) -> user.addEmail(OWNED, now)));
            long free = roundTrips.during(() -> emails.users().update(eve, (user, now) -> user.addEmail(FREE, now)));

            assertThat(owned).isEqualTo(free).isEqualTo(4);
        }
    }

    /** The owner's message is one row more in a statement that is sent for every address. */
    @Test
    void withTheOutboxTheStatementsAreTheSameToo() throws SQLException {
        PGSimpleDataSource counted = database.dataSource();
        RoundTrips roundTrips = RoundTrips.on(counted);
        SentStatements sent = new SentStatements();
        try (Connection connection = counted.getConnection()) {
            PostgresUserEmails emails = PostgresUserEmails.builder(
                            new SingleConnectionDataSource(sent.of(connection), true))
                    .recordEvents()
                    .build();

            long owned = roundTrips.during(() -> emails.users().update(eve, (user, now) -> user.addEmail(OWNED, now)));
            List<String> forOwned =
                    sent.take().stream().map(SentStatements.Sent::sql).toList();
            long free = roundTrips.during(() -> emails.users().update(eve, (user, now) -> user.addEmail(FREE, now)));
            List<String> forFree =
                    sent.take().stream().map(SentStatements.Sent::sql).toList();

            assertThat(owned).isEqualTo(free).isEqualTo(5);
            assertThat(forOwned).isEqualTo(forFree).hasSize(5);
            assertThat(emails.outbox().claim(10, Duration.ofMinutes(1)))
                    .extracting(OutboxMessage::event)
                    .contains(new EnteredByAnother(ann, OWNED));
        }
    }

    @Test
    void trustedCallersAreToldPlainlyAndNothingIsWritten() {
        PostgresUserEmails strict = PostgresUserEmails.builder(database.dataSource())
                .listener((event, unused) -> told.add(event))
                .rejectClaimedAddresses()
                .build();

        for (EmailAddress address : List.of(OWNED, MANAGED)) {
            assertThatExceptionOfType(EmailAddressClaimedException.class)
                    .isThrownBy(() -> strict.users()
                            .update(eve, (user, now) -> user.addEmail(FREE, now).addEmail(address, now)));
        }

        assertThat(strict.users().find(eve).orElseThrow().emailAddresses()).hasSize(1);
    }

    @Test
    void trustedCallersMayEnterWhatIsNobodys() {
        PostgresUserEmails strict = PostgresUserEmails.builder(database.dataSource())
                .rejectClaimedAddresses()
                .build();

        strict.users().update(eve, (user, now) -> user.addEmail(FREE, now).addEmail(MERELY_ENTERED, now));
        strict.users().update(ann, (user, now) -> user.addEmail(FREE, now));

        assertThat(strict.users().find(eve).orElseThrow().emailAddresses()).hasSize(3);
    }
}
