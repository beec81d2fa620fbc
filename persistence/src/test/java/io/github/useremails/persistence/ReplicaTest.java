package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.HotStandby;
import io.github.useremails.postgres.RoundTrips;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Which of two servers is asked, and what is seen there. Both are real, and so is what they replicate. */
class ReplicaTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    /** Every lookup that there is. */
    private static final List<Lookup> LOOKUPS = List.of(
            users -> users.withEmail(MAIL),
            users -> users.withEmail("Ann@mail.example"),
            users -> users.withPrimaryEmail(MAIL),
            users -> users.withInstitutionManagedEmail(SCHOOL),
            users -> users.withEmails(List.of(MAIL, SCHOOL)),
            users -> users.find(new UserId(1)),
            users -> users.findAll(List.of(new UserId(1))),
            users -> users.primaryEmail(new UserId(1)),
            users -> users.primaryEmails(List.of(new UserId(1))),
            users -> users.institutionManagedEmail(new UserId(1)),
            users -> users.institutionManagedEmails(List.of(new UserId(1))),
            users -> users.firstPage(10),
            users -> users.pageAfter(new UserId(0), 10));

    private final HotStandby standby = ReplicatedServers.standby();
    private final StoredUsers stored = ReplicatedServers.stored();
    private final List<Connection> connections = new ArrayList<>();
    private final PGSimpleDataSource primary = ReplicatedServers.primary();
    private final PGSimpleDataSource replica = ReplicatedServers.replica();
    private RoundTrips toPrimary;
    private RoundTrips toReplica;
    private PostgresUserEmails emails;

    @BeforeEach
    void startWithoutUsers() throws SQLException {
        stored.removeAll();
        standby.awaitReplay();
        toPrimary = RoundTrips.on(primary);
        toReplica = RoundTrips.on(replica);
        emails =
                PostgresUserEmails.builder(open(primary)).replica(open(replica)).build();
    }

    @AfterEach
    void resume() throws SQLException {
        standby.resumeReplay();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    @Test
    void aLookupGoesToTheReplicaAlone() {
        for (Lookup lookup : LOOKUPS) {
            assertRoundTrips(0, 1, () -> lookup.by(emails.users()));
        }
    }

    @Test
    void aLookupMayMissWhatTheReplicaHasNotReplayed() {
        standby.pauseReplay();
        storeAnn();

        for (Lookup lookup : LOOKUPS) {
            assertThat(lookup.by(emails.users()))
                    .isNotEqualTo(lookup.by(emails.onPrimary().users()));
        }
        assertThat(emails.users().withEmail(MAIL)).isEmpty();
        standby.resumeReplay();
        standby.awaitReplay();
        for (Lookup lookup : LOOKUPS) {
            assertThat(lookup.by(emails.users()))
                    .isEqualTo(lookup.by(emails.onPrimary().users()));
        }
    }

    @Test
    void onThePrimaryTheReplicaIsNotAsked() {
        for (Lookup lookup : LOOKUPS) {
            assertRoundTrips(1, 0, () -> lookup.by(emails.onPrimary().users()));
        }
    }

    @Test
    void aReplicaThatHasComeSoFarAnswersInOneRoundTrip() {
        WritePosition position = emails.writePosition();
        storeAnn();
        standby.awaitReplay();

        for (int i = 0; i < 20; i++) {
            for (Lookup lookup : LOOKUPS) {
                assertRoundTrips(
                        0, 1, () -> lookup.by(emails.notBefore(position).users()));
            }
        }
    }

    @Test
    void aReplicaThatHasNotComeSoFarIsAskedOnceAndThenThePrimary() {
        standby.pauseReplay();
        storeAnn();
        WritePosition position = emails.writePosition();

        for (Lookup lookup : LOOKUPS) {
            assertRoundTrips(
                    1,
                    1,
                    () -> assertThat(lookup.by(emails.notBefore(position).users()))
                            .isEqualTo(lookup.by(PostgresUserEmails.over(ReplicatedServers.primary())
                                    .users())));
        }
    }

    @Test
    void anEarlierPositionIsEnoughForAnEarlierWrite() {
        WritePosition before = emails.writePosition();
        stored.aUser();
        standby.awaitReplay();
        standby.pauseReplay();
        storeAnn();

        assertRoundTrips(
                0,
                1,
                () -> assertThat(emails.notBefore(before).users().withEmail(MAIL))
                        .isEmpty());
        assertThat(emails.notBefore(emails.writePosition())
                        .notBefore(before)
                        .users()
                        .withEmail(MAIL))
                .isPresent();
        assertThat(emails.notBefore(before)
                        .notBefore(emails.writePosition())
                        .users()
                        .withEmail(MAIL))
                .isPresent();
    }

    @Test
    void aPositionIsOneRoundTripToThePrimary() {
        assertRoundTrips(1, 0, () -> emails.writePosition());
    }

    @Test
    void aPositionGrowsWithEachWriteAndSurvivesAsText() {
        WritePosition before = emails.writePosition();
        storeAnn();
        WritePosition after = emails.writePosition();

        assertThat(after).isGreaterThan(before);
        assertThat(WritePosition.parse(after.toString())).isEqualTo(after);
        assertThat(after.timeline()).isEqualTo(1);
    }

    @Test
    void aReplicaOnAnEarlierTimelineHasNotComeSoFar() {
        WritePosition afterAFailover = new WritePosition(2, 0);

        assertRoundTrips(1, 1, () -> emails.notBefore(afterAFailover).users().withEmail(MAIL));
    }

    /** The snapshot would be older than the question how far the replica is. */
    @Test
    void aReplicaInAStricterIsolationIsNotBelieved() {
        replica.setOptions("-c default_transaction_isolation=repeatable\\ read");
        PostgresUserEmails strict =
                PostgresUserEmails.builder(open(primary)).replica(open(replica)).build();
        WritePosition position = emails.writePosition();
        standby.awaitReplay();

        assertRoundTrips(1, 1, () -> strict.notBefore(position).users().withEmail(MAIL));
    }

    @Test
    void aServerThatIsNoReplicaIsNotBelieved() {
        PostgresUserEmails twice = PostgresUserEmails.builder(open(primary))
                .replica(open(ReplicatedServers.primary()))
                .build();

        assertRoundTrips(
                2, 0, () -> twice.notBefore(twice.writePosition()).users().withEmail(MAIL));
    }

    @Test
    void aPoolWithoutAutoCommitWorksToo() throws SQLException {
        DataSource manual = open(replica);
        manual.getConnection().setAutoCommit(false);
        PostgresUserEmails others = PostgresUserEmails.builder(open(primary))
                .poolWithoutAutoCommit()
                .replica(manual)
                .build();
        standby.pauseReplay();
        storeAnn();

        assertThat(others.users().withEmail(MAIL)).isEmpty();
        assertThat(others.notBefore(emails.writePosition()).users().withEmail(MAIL))
                .isPresent();
    }

    @Test
    void theRoleOfTheApplicationMayAsk() {
        primary.setOptions("-c role=useremails_app");
        replica.setOptions("-c role=useremails_app");
        PostgresUserEmails application =
                PostgresUserEmails.builder(open(primary)).replica(open(replica)).build();
        WritePosition position = application.writePosition();
        stored.aUser();
        standby.awaitReplay();

        assertRoundTrips(0, 1, () -> application.notBefore(position).users().withEmail(MAIL));
    }

    @Test
    void changesAndWhatBelongsToThemGoToThePrimary() {
        assertThat(toReplica.during(() -> {
                    UserId ann = emails.users().register(MAIL).id();
                    UserId other = emails.users().register(SCHOOL).id();
                    emails.users().update(ann, (user, now) -> user.confirmEmail(MAIL, now));
                    emails.users().planMerge(other, ann);
                    emails.users().merge(other, ann);
                    ConfirmationToken token =
                            emails.confirmations().request(ann, SCHOOL).token();
                    assertThat(emails.confirmations().peek(token)).isPresent();
                    assertThat(emails.confirmations().confirm(token)).isInstanceOf(ConfirmationOutcome.Confirmed.class);
                    emails.confirmations().cancel(ann);
                    emails.upkeep().removeUnconfirmed(10);
                    emails.rosters().plan(Rosters.NORTHFIELD, List.of());
                    emails.users().erase(ann);
                }))
                .isZero();
    }

    @Test
    void insideATransactionOfTheApplicationThereIsNoReplica() {
        DSLContext jooq = DSL.using(ReplicatedServers.primary(), SQLDialect.POSTGRES);

        jooq.transaction(transaction -> {
            PostgresUserEmails joined = emails.in(transaction);
            WritePosition before = joined.writePosition();
            joined.users().register(MAIL);

            assertThat(joined.users().firstPage(10)).hasSize(1);
            assertThat(joined.notBefore(before).users().firstPage(10)).hasSize(1);
            assertThat(joined.onPrimary().users().firstPage(10)).hasSize(1);
            assertThatIllegalStateException().isThrownBy(joined::writePosition);
            assertThatIllegalStateException()
                    .isThrownBy(() -> PostgresUserEmails.builder(transaction)
                            .replica(replica)
                            .build());
        });
    }

    @Test
    void withoutAReplicaNothingChanges() {
        PostgresUserEmails alone = PostgresUserEmails.over(open(primary));
        storeAnn();

        assertThat(alone.notBefore(alone.writePosition()).users().withEmail(MAIL))
                .isPresent();
        assertThat(alone.onPrimary().users().withEmail(MAIL)).isPresent();
    }

    private void storeAnn() {
        stored.execute("truncate users restart identity cascade");
        stored.aUser(confirmed("ann@mail.example").andPrimary(), institutionManaged("ann@school.example"));
    }

    private void assertRoundTrips(int expectedToPrimary, int expectedToReplica, Runnable call) {
        long[] atReplica = new long[1];
        long atPrimary = toPrimary.during(() -> atReplica[0] = toReplica.during(call::run));

        assertThat(atPrimary).as("round trips to the primary").isEqualTo(expectedToPrimary);
        assertThat(atReplica[0]).as("round trips to the replica").isEqualTo(expectedToReplica);
    }

    private DataSource open(PGSimpleDataSource dataSource) {
        try {
            Connection connection = dataSource.getConnection();
            connections.add(connection);
            return new SingleConnectionDataSource(connection, true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Lookup {
        Object by(Users users);
    }
}
