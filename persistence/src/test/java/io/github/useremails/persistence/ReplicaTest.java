package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
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
    private JooqUsers users;

    @BeforeEach
    void startWithoutUsers() throws SQLException {
        stored.removeAll();
        standby.awaitReplay();
        toPrimary = RoundTrips.on(primary);
        toReplica = RoundTrips.on(replica);
        users = JooqUsers.over(open(primary)).withReplica(open(replica));
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
            assertRoundTrips(0, 1, () -> lookup.by(users));
        }
    }

    @Test
    void aLookupMayMissWhatTheReplicaHasNotReplayed() {
        standby.pauseReplay();
        storeAnn();

        for (Lookup lookup : LOOKUPS) {
            assertThat(lookup.by(users)).isNotEqualTo(lookup.by(users.onPrimary()));
        }
        assertThat(users.withEmail(MAIL)).isEmpty();
        standby.resumeReplay();
        standby.awaitReplay();
        for (Lookup lookup : LOOKUPS) {
            assertThat(lookup.by(users)).isEqualTo(lookup.by(users.onPrimary()));
        }
    }

    @Test
    void onThePrimaryTheReplicaIsNotAsked() {
        for (Lookup lookup : LOOKUPS) {
            assertRoundTrips(1, 0, () -> lookup.by(users.onPrimary()));
        }
    }

    @Test
    void aReplicaThatHasComeSoFarAnswersInOneRoundTrip() {
        WritePosition position = users.writePosition();
        storeAnn();
        standby.awaitReplay();

        for (int i = 0; i < 20; i++) {
            for (Lookup lookup : LOOKUPS) {
                assertRoundTrips(0, 1, () -> lookup.by(users.notBefore(position)));
            }
        }
    }

    @Test
    void aReplicaThatHasNotComeSoFarIsAskedOnceAndThenThePrimary() {
        standby.pauseReplay();
        storeAnn();
        WritePosition position = users.writePosition();

        for (Lookup lookup : LOOKUPS) {
            assertRoundTrips(
                    1,
                    1,
                    () -> assertThat(lookup.by(users.notBefore(position)))
                            .isEqualTo(lookup.by(JooqUsers.over(ReplicatedServers.primary()))));
        }
    }

    @Test
    void anotherReplicaMustHaveComeAsFar() throws SQLException {
        standby.pauseReplay();
        storeAnn();
        JooqUsers notBefore = users.notBefore(users.writePosition());

        assertThat(notBefore.withReplica(open(replica)).withEmail(MAIL)).isPresent();
    }

    @Test
    void anEarlierPositionIsEnoughForAnEarlierWrite() {
        WritePosition before = users.writePosition();
        stored.aUser();
        standby.awaitReplay();
        standby.pauseReplay();
        storeAnn();

        assertRoundTrips(
                0, 1, () -> assertThat(users.notBefore(before).withEmail(MAIL)).isEmpty());
        assertThat(users.notBefore(users.writePosition()).notBefore(before).withEmail(MAIL))
                .isPresent();
        assertThat(users.notBefore(before).notBefore(users.writePosition()).withEmail(MAIL))
                .isPresent();
    }

    @Test
    void aPositionIsOneRoundTripToThePrimary() {
        assertRoundTrips(1, 0, () -> users.writePosition());
    }

    @Test
    void aPositionGrowsWithEachWriteAndSurvivesAsText() {
        WritePosition before = users.writePosition();
        storeAnn();
        WritePosition after = users.writePosition();

        assertThat(after).isGreaterThan(before);
        assertThat(WritePosition.parse(after.toString())).isEqualTo(after);
        assertThat(after.timeline()).isEqualTo(1);
    }

    @Test
    void aReplicaOnAnEarlierTimelineHasNotComeSoFar() {
        WritePosition afterAFailover = new WritePosition(2, 0);

        assertRoundTrips(1, 1, () -> users.notBefore(afterAFailover).withEmail(MAIL));
    }

    /** The snapshot would be older than the question how far the replica is. */
    @Test
    void aReplicaInAStricterIsolationIsNotBelieved() {
        replica.setOptions("-c default_transaction_isolation=repeatable\\ read");
        JooqUsers strict = JooqUsers.over(open(primary)).withReplica(open(replica));
        WritePosition position = users.writePosition();
        standby.awaitReplay();

        assertRoundTrips(1, 1, () -> strict.notBefore(position).withEmail(MAIL));
    }

    @Test
    void aServerThatIsNoReplicaIsNotBelieved() {
        JooqUsers twice = JooqUsers.over(open(primary)).withReplica(open(ReplicatedServers.primary()));

        assertRoundTrips(2, 0, () -> twice.notBefore(twice.writePosition()).withEmail(MAIL));
    }

    @Test
    void aPoolWithoutAutoCommitWorksToo() throws SQLException {
        DataSource manual = open(replica);
        manual.getConnection().setAutoCommit(false);
        JooqUsers others = JooqUsers.over(
                        open(primary), UsersSettings.standard().withPoolWithoutAutoCommit())
                .withReplica(manual);
        standby.pauseReplay();
        storeAnn();

        assertThat(others.withEmail(MAIL)).isEmpty();
        assertThat(others.notBefore(users.writePosition()).withEmail(MAIL)).isPresent();
    }

    @Test
    void theRoleOfTheApplicationMayAsk() {
        primary.setOptions("-c role=useremails_app");
        replica.setOptions("-c role=useremails_app");
        JooqUsers application = JooqUsers.over(open(primary)).withReplica(open(replica));
        WritePosition position = application.writePosition();
        stored.aUser();
        standby.awaitReplay();

        assertRoundTrips(0, 1, () -> application.notBefore(position).withEmail(MAIL));
    }

    @Test
    void changesAndWhatBelongsToThemGoToThePrimary() {
        assertThat(toReplica.during(() -> {
                    UserId ann = users.register(MAIL).id();
                    UserId other = users.register(SCHOOL).id();
                    users.update(ann, (user, now) -> user.confirmEmail(MAIL, now));
                    users.planMerge(other, ann);
                    users.merge(other, ann);
                    ConfirmationToken token =
                            users.confirmations().request(ann, SCHOOL).token();
                    assertThat(users.confirmations().peek(token)).isPresent();
                    assertThat(users.confirmations().confirm(token)).isInstanceOf(ConfirmationOutcome.Confirmed.class);
                    users.confirmations().cancel(ann);
                    users.confirmations().sweep(10);
                    users.rosters().plan(Rosters.NORTHFIELD, List.of());
                    users.erase(ann);
                }))
                .isZero();
    }

    @Test
    void insideATransactionOfTheApplicationThereIsNoReplica() {
        DSLContext jooq = DSL.using(ReplicatedServers.primary(), SQLDialect.POSTGRES);

        jooq.transaction(transaction -> {
            JooqUsers joined = users.in(transaction);
            WritePosition before = joined.writePosition();
            joined.register(MAIL);

            assertThat(joined.firstPage(10)).hasSize(1);
            assertThat(joined.notBefore(before).firstPage(10)).hasSize(1);
            assertThat(joined.onPrimary().firstPage(10)).hasSize(1);
            assertThatIllegalStateException().isThrownBy(joined::writePosition);
            assertThatIllegalStateException().isThrownBy(() -> joined.withReplica(replica));
        });
    }

    @Test
    void withoutAReplicaNothingChanges() {
        JooqUsers alone = JooqUsers.over(open(primary));
        storeAnn();

        assertThat(alone.notBefore(alone.writePosition()).withEmail(MAIL)).isPresent();
        assertThat(alone.onPrimary().withEmail(MAIL)).isPresent();
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
