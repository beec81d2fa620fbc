package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static io.github.useremails.persistence.Rosters.line;
import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterLineOutcome.Claimed;
import io.github.useremails.domain.institution.RosterLineOutcome.Conflict;
import io.github.useremails.domain.institution.RosterLineOutcome.Moved;
import io.github.useremails.domain.institution.RosterLineOutcome.Unchanged;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a roster does to users, in batches, also when it is interrupted. */
class RosterSynchronizationTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final RosterLimits EVERYBODY = RosterLimits.everybody();
    private static final RosterLimits ONE_BY_ONE =
            RosterLimits.everybody().toBuilder().batchSize(1).build();

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final PostgresUserEmails emails = PostgresUserEmails.over(database.asRole("useremails_app"));
    private final InstitutionRosters rosters = emails.rosters();
    private final List<UserEmailEvent> told = new ArrayList<>();

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_rosters cascade");
    }

    @Test
    void aRosterClaimsMovesAndReleases() throws SQLException {
        UserId claimed = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId moved = aMember("2", "bob@northfield.example");
        UserId released = aMember("3", "cid@northfield.example");

        RosterReport report =
                reportOf(EVERYBODY, line("1", "Ann@northfield.example"), line("2", "bob.smith@northfield.example"));

        assertThat(report)
                .isEqualTo(new RosterReport(
                        List.of(new Claimed("1", claimed), new Moved("2", moved)), List.of(released), List.of(), 2));
        assertThat(emails.users().institutionManagedEmail(claimed))
                .contains(EmailAddress.parse("ann@northfield.example"));
        assertThat(emails.users().institutionManagedEmail(moved))
                .contains(EmailAddress.parse("bob.smith@northfield.example"));
        assertThat(emails.users().withEmail("bob@northfield.example")).isEmpty();
        assertThat(emails.users().institutionManagedEmail(released)).isEmpty();
        assertThat(database.query("select 1 from user_email_rosters")).isEmpty();
        assertThat(database.query("select 1 from user_email_roster_lines")).isEmpty();
    }

    @Test
    void theSameRosterASecondTimeChangesNothing() throws SQLException {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = aMember("2", "bob@northfield.example");
        RosterLine[] roster = {line("1", "ann@northfield.example"), line("2", "bob.smith@northfield.example")};
        reportOf(EVERYBODY, roster);
        List<List<String>> before = everything();

        RosterReport again = reportOf(EVERYBODY, roster);

        assertThat(again.lines()).containsExactly(new Unchanged("1", ann), new Unchanged("2", bob));
        assertThat(everything()).isEqualTo(before);
    }

    /** What was given back by one night's roster is free for the next one. */
    @Test
    void anAddressGoesOnToTheNextPersonInTwoSteps() {
        UserId ann = aMember("1", "smith@northfield.example");
        UserId zoe = aMember("2", "zoe@northfield.example");
        RosterLine[] roster = {line("2", "smith@northfield.example")};

        assertThat(reportOf(EVERYBODY, roster).released()).containsExactly(ann);
        assertThat(reportOf(EVERYBODY, roster).lines()).containsExactly(new Moved("2", zoe));

        assertThat(emails.users().withEmail("smith@northfield.example"))
                .map(User::id)
                .contains(zoe);
    }

    @Test
    void whoReceivedMailAtAReleasedAddressReceivesItAtTheLongestConfirmedOther() {
        UserId ann = aMember("1", "ann@northfield.example");
        EmailAddress school = EmailAddress.parse("ann@northfield.example");
        emails.users().update(ann, (user, now) -> user.confirmEmail(school, now).makePrimary(school));

        reportOf(EVERYBODY);

        assertThat(emails.users().primaryEmail(ann)).contains(EmailAddress.parse("private1@mail.example"));
        assertThat(emails.users().withEmail(school)).isEmpty();
    }

    @Test
    void whoHasNoOtherAddressStaysReachableAtTheReleasedOne() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        reportOf(EVERYBODY, line("1", "ann@northfield.example"));

        reportOf(EVERYBODY);

        assertThat(emails.users().primaryEmail(ann)).contains(EmailAddress.parse("ann@northfield.example"));
        assertThat(emails.users().withEmail("ann@northfield.example")).isEmpty();
    }

    @Test
    void othersWhoMerelyEnteredTheNewAddressLoseIt() {
        aMember("1", "ann@northfield.example");
        UserId other =
                stored.aUser(confirmed("other@mail.example").andPrimary(), entered("ann.smith@northfield.example"));

        reportOf(EVERYBODY, line("1", "ann.smith@northfield.example"));

        assertThat(emails.users().find(other).orElseThrow().emailAddresses()).hasSize(1);
    }

    @Test
    void aRosterThatWouldReleaseTooManyChangesNothing() throws SQLException {
        UserId ann = aMember("1", "ann@northfield.example");
        aMember("2", "bob@northfield.example");
        stored.aUser(confirmed("cid@northfield.example").andPrimary());
        List<List<String>> before = everything();
        List<RosterLine> truncated = List.of(line("2", "bob@northfield.example"), line("3", "cid@northfield.example"));

        RosterOutcome outcome = rosters.synchronize(
                NORTHFIELD, truncated, RosterLimits.builder().floor(0).build());

        assertThat(outcome).isInstanceOfSatisfying(RosterOutcome.TooManyReleases.class, refused -> {
            assertThat(refused.report().released()).containsExactly(ann);
            assertThat(refused.report().lines(Claimed.class)).hasSize(1);
        });
        assertThat(everything()).isEqualTo(before);
        assertThat(database.query("select 1 from user_email_rosters")).isEmpty();
        assertThat(rosters.synchronize(
                        NORTHFIELD,
                        truncated,
                        RosterLimits.builder().maxReleaseRatio(0.5).build()))
                .isInstanceOf(RosterOutcome.Synchronized.class);
    }

    @Test
    void aRosterThatWasInterruptedGoesOnWhereItStopped() throws SQLException {
        List<RosterLine> roster = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stored.aUser(confirmed("user" + i + "@northfield.example").andPrimary());
            roster.add(line("key" + i, "user" + i + "@northfield.example"));
        }
        UserId leaver = aMember("leaver", "leaver@northfield.example");
        InstitutionRosters failing = PostgresUserEmails.builder(database.asRole("useremails_app"))
                .listener((event, connection) -> {
                    told.add(event);
                    if (told.size() == 4) {
                        throw new Rosters.Interruption();
                    }
                })
                .build()
                .rosters();

        assertThatExceptionOfType(Rosters.Interruption.class)
                .isThrownBy(() -> failing.synchronize(NORTHFIELD, roster, ONE_BY_ONE));
        assertThat(database.query("select 1 from user_email_addresses where institution_managed"))
                .hasSize(1 + 3);

        Optional<RosterOutcome> resumed = rosters.resume(NORTHFIELD.id(), 1);

        assertThat(resumed.orElseThrow()).isInstanceOfSatisfying(RosterOutcome.Synchronized.class, done -> {
            assertThat(done.report().lines(Claimed.class)).hasSize(10);
            assertThat(done.report().released()).containsExactly(leaver);
        });
        assertThat(database.query("select 1 from user_email_addresses where institution_managed"))
                .hasSize(10);
        assertThat(rosters.resume(NORTHFIELD.id(), 1)).isEmpty();
    }

    @Test
    void aNewerRosterTakesThePlaceOfOneThatWasNotFinished() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        InstitutionRosters failing = PostgresUserEmails.builder(database.dataSource())
                .listener((event, connection) -> {
                    throw new Rosters.Interruption();
                })
                .build()
                .rosters();
        assertThatExceptionOfType(Rosters.Interruption.class)
                .isThrownBy(
                        () -> failing.synchronize(NORTHFIELD, List.of(line("1", "ann@northfield.example")), EVERYBODY));

        assertThat(reportOf(EVERYBODY, line("2", "bob@northfield.example")).lines())
                .containsExactly(new Claimed("2", bob));

        assertThat(rosters.resume(NORTHFIELD.id(), 500)).isEmpty();
        assertThat(emails.users().institutionManagedEmail(ann)).isEmpty();
    }

    @Test
    void whoChangedSinceThePlanIsLookedAtOnceMore() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        EmailAddress moving = EmailAddress.parse("bob@northfield.example");
        InstitutionRosters meanwhile = PostgresUserEmails.builder(database.dataSource())
                .listener((event, connection) -> {
                    if (event.user().equals(ann)) {
                        emails.confirmations().revoke(bob, moving, RevocationReason.BOUNCED);
                    }
                })
                .build()
                .rosters();

        RosterOutcome outcome = meanwhile.synchronize(
                NORTHFIELD,
                List.of(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")),
                ONE_BY_ONE);

        assertThat(outcome)
                .isEqualTo(new RosterOutcome.Synchronized(
                        new RosterReport(
                                List.of(new Claimed("1", ann), new RosterLineOutcome.Unknown("2")),
                                List.of(),
                                List.of(),
                                0),
                        Optional.empty()));
        assertThat(emails.users().institutionManagedEmail(bob)).isEmpty();
    }

    @Test
    void listenersAreToldOfEachUser() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        PostgresUserEmails listening = PostgresUserEmails.builder(database.dataSource())
                .listener((event, connection) -> told.add(event))
                .build();
        EmailAddress annAtSchool = EmailAddress.parse("ann@northfield.example");

        listening.rosters().synchronize(NORTHFIELD, List.of(line("1", annAtSchool.value())), EVERYBODY);
        listening.rosters().synchronize(NORTHFIELD, List.of(line("2", "bob@northfield.example")), EVERYBODY);

        assertThat(told)
                .containsExactly(
                        new UserEmailEvent.ClaimedForInstitution(ann, annAtSchool),
                        new UserEmailEvent.ClaimedForInstitution(bob, EmailAddress.parse("bob@northfield.example")),
                        new UserEmailEvent.ConfirmationLost(ann, annAtSchool),
                        new UserEmailEvent.ReleasedFromInstitution(ann, annAtSchool, false));
    }

    @Test
    void aPersonWhoComesBackIsRecognizedByTheKey() {
        UserId ann = aMember("1", "ann@northfield.example");
        UserId bob = aMember("2", "bob@northfield.example");
        reportOf(EVERYBODY);
        assertThat(emails.users().withEmail("ann@northfield.example")).isEmpty();

        RosterReport back =
                reportOf(EVERYBODY, line("1", "ann@northfield.example"), line("2", "bob.smith@northfield.example"));

        assertThat(back.lines()).containsExactly(new Claimed("1", ann), new Claimed("2", bob));
        assertThat(emails.users().institutionManagedEmail(bob))
                .contains(EmailAddress.parse("bob.smith@northfield.example"));
    }

    @Test
    void aReleasedAddressIsNotBoundToTheNextPersonsKey() {
        UserId ann = aMember("1", "ann@northfield.example");
        EmailAddress school = EmailAddress.parse("ann@northfield.example");
        reportOf(EVERYBODY);
        emails.users().update(ann, (user, now) -> user.confirmEmail(school, now));

        assertThat(reportOf(EVERYBODY, line("2", "ann@northfield.example")).lines())
                .containsExactly(new Conflict("2", RosterConflict.BELONGS_TO_ANOTHER_MEMBER));
        assertThat(rosters.forget(NORTHFIELD.id(), "1")).isTrue();
        assertThat(rosters.forget(NORTHFIELD.id(), "1")).isFalse();
        assertThat(reportOf(EVERYBODY, line("2", "ann@northfield.example")).lines())
                .containsExactly(new Claimed("2", ann));
    }

    @Test
    void aKeyThatChangedIsAConflictAndReleasesThePerson() {
        UserId ann = aMember("1", "ann@northfield.example");

        RosterReport report = reportOf(EVERYBODY, line("9", "ann@northfield.example"));

        assertThat(report.lines()).containsExactly(new Conflict("9", RosterConflict.BELONGS_TO_ANOTHER_MEMBER));
        assertThat(report.released()).containsExactly(ann);
    }

    @Test
    void equalLinesCountOnce() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());

        assertThat(reportOf(
                                EVERYBODY,
                                line("1", "ann@northfield.example"),
                                line("\uFEFF1", "ANN@northfield.example"),
                                line("1 ", "ann@northfield.example"))
                        .lines())
                .containsExactly(new Claimed("1", ann));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void peopleWhoExchangeAddressesAreSettledInOneRun(int people) throws SQLException {
        List<UserId> ids = new ArrayList<>();
        List<RosterLine> roster = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            ids.add(aMember("key" + i, "p" + i + "@northfield.example"));
            roster.add(line("key" + i, "p" + (i + 1) % people + "@northfield.example"));
        }

        RosterOutcome outcome = rosters.synchronize(NORTHFIELD, roster, ONE_BY_ONE);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RosterOutcome.Synchronized.class,
                        done -> assertThat(done.report().lines(Moved.class)).hasSize(people));
        for (int i = 0; i < people; i++) {
            assertThat(emails.users().withEmail("p" + (i + 1) % people + "@northfield.example"))
                    .map(User::id)
                    .contains(ids.get(i));
        }
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void aChainIsSettledInOneRunUnlessItsEndIsTaken() {
        UserId ann = aMember("1", "a@northfield.example");
        UserId bob = aMember("2", "b@northfield.example");
        UserId cid = aMember("3", "c@northfield.example");
        stored.aUser(confirmed("taken@northfield.example").andPrimary());

        assertThat(reportOf(
                                EVERYBODY,
                                line("1", "b@northfield.example"),
                                line("2", "c@northfield.example"),
                                line("3", "taken@northfield.example"))
                        .lines())
                .containsExactly(
                        new Conflict("1", RosterConflict.BELONGS_TO_ANOTHER_USER),
                        new Conflict("2", RosterConflict.BELONGS_TO_ANOTHER_USER),
                        new Conflict("3", RosterConflict.BELONGS_TO_ANOTHER_USER));
        assertThat(reportOf(
                                ONE_BY_ONE,
                                line("1", "b@northfield.example"),
                                line("2", "c@northfield.example"),
                                line("3", "free@northfield.example"))
                        .lines())
                .containsExactly(new Moved("1", ann), new Moved("2", bob), new Moved("3", cid));
    }

    @Test
    void whomAListenerFailsForIsAConflictAndTheOthersGoOn() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        UserId cid = aMember("3", "cid@northfield.example");
        UserId dan = aMember("4", "dan@northfield.example");
        InstitutionRosters failing = PostgresUserEmails.builder(database.asRole("useremails_app"))
                .listener((event, connection) -> {
                    if (event.user().equals(ann) || event.user().equals(cid)) {
                        throw new IllegalStateException("the listener fails for one");
                    }
                })
                .build()
                .rosters();

        RosterOutcome outcome = failing.synchronize(
                NORTHFIELD,
                List.of(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")),
                EVERYBODY);

        assertThat(outcome)
                .isEqualTo(new RosterOutcome.Synchronized(
                        new RosterReport(
                                List.of(new Conflict("1", RosterConflict.LISTENER_FAILED), new Claimed("2", bob)),
                                List.of(dan),
                                List.of(new RosterReport.NotReleased(cid, RosterConflict.LISTENER_FAILED)),
                                2),
                        Optional.of("java.lang.IllegalStateException")));
        assertThat(emails.users().institutionManagedEmail(ann)).isEmpty();
        assertThat(emails.users().institutionManagedEmail(cid)).isPresent();
        assertThat(rosters.waiting(10)).isEmpty();
    }

    /** Where a table of the application is missing, for example: the reason alone would not say what to repair. */
    @Test
    void whatAListenerFailsOfForEverybodyIsNamedWithoutItsMessage() {
        stored.aUser(confirmed("ann@northfield.example").andPrimary());
        stored.aUser(confirmed("bob@northfield.example").andPrimary());
        InstitutionRosters failing = PostgresUserEmails.builder(database.asRole("useremails_app"))
                .listener((event, connection) -> {
                    try (Statement insert = connection.createStatement()) {
                        insert.execute("insert into no_such_table values ('" + event + "')");
                    } catch (SQLException e) {
                        throw new IllegalArgumentException("of " + event, e);
                    }
                })
                .build()
                .rosters();

        RosterOutcome outcome = failing.synchronize(
                NORTHFIELD,
                List.of(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")),
                EVERYBODY);

        assertThat(outcome).isInstanceOfSatisfying(RosterOutcome.Synchronized.class, done -> {
            assertThat(done.report().lines(Conflict.class))
                    .extracting(Conflict::reason)
                    .containsExactly(RosterConflict.LISTENER_FAILED, RosterConflict.LISTENER_FAILED);
            assertThat(done.firstFailure())
                    .contains("java.lang.IllegalArgumentException, caused by org.postgresql.util.PSQLException 42P01");
        });
    }

    @Test
    void whomATriggerOfTheApplicationRefusesIsAConflict() {
        stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        stored.execute("alter table user_email_addresses add constraint ann_is_not_managed"
                + " check (not (institution_managed and email_address like 'ann@%'))");
        try {
            RosterOutcome outcome = rosters.synchronize(
                    NORTHFIELD,
                    List.of(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")),
                    EVERYBODY);
            assertThat(outcome)
                    .isEqualTo(new RosterOutcome.Synchronized(
                            new RosterReport(
                                    List.of(
                                            new Conflict("1", RosterConflict.REFUSED_BY_DATABASE),
                                            new Claimed("2", bob)),
                                    List.of(),
                                    List.of(),
                                    0),
                            Optional.of("org.postgresql.util.PSQLException 23514")));
        } finally {
            stored.execute("alter table user_email_addresses drop constraint ann_is_not_managed");
        }
    }

    @Test
    void whomAnotherTransactionHoldsIsAConflictAfterTheLockTimeout() throws SQLException {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        PGSimpleDataSource impatient = database.directDataSource();
        impatient.setOptions("-c lock_timeout=50ms");
        try (Connection holder = database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            try (Statement lock = holder.createStatement()) {
                lock.execute("select from users where id = " + ann.value() + " for update");
            }

            assertThat(PostgresUserEmails.over(impatient)
                            .rosters()
                            .synchronize(
                                    NORTHFIELD,
                                    List.of(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")),
                                    EVERYBODY))
                    .isEqualTo(new RosterOutcome.Synchronized(
                            new RosterReport(
                                    List.of(new Conflict("1", RosterConflict.LOCKED), new Claimed("2", bob)),
                                    List.of(),
                                    List.of(),
                                    0),
                            Optional.empty()));
            holder.rollback();
        }
    }

    @Test
    void aRosterThatNobodyResumesIsListedAndCanBeAbandoned() {
        leaveWaiting(RosterLimits.standard());

        assertThat(rosters.waiting(10)).singleElement().satisfies(waiting -> {
            assertThat(waiting.institution()).isEqualTo(NORTHFIELD.id());
            assertThat(waiting.expiresAt()).isEqualTo(waiting.createdAt().plus(Duration.ofDays(7)));
        });
        assertThat(rosters.abandon(NORTHFIELD.id())).isTrue();
        assertThat(rosters.abandon(NORTHFIELD.id())).isFalse();
        assertThat(rosters.resume(NORTHFIELD.id(), 500)).isEmpty();
    }

    @Test
    void aRosterEndsByItself() throws SQLException {
        leaveWaiting(RosterLimits.builder().validity(Duration.ofHours(1)).build());
        InstitutionRosters later = PostgresUserEmails.builder(database.asRole("useremails_app"))
                .clock(() -> Instant.now().plus(Duration.ofHours(2)))
                .build()
                .rosters();

        assertThat(later.resume(NORTHFIELD.id(), 500)).isEmpty();
        var unused = later.synchronize(Institution.of(new InstitutionId(8)), List.of(), EVERYBODY);

        assertThat(database.query("select 1 from user_email_roster_lines")).isEmpty();
        leaveWaiting(RosterLimits.builder().validity(Duration.ofHours(1)).build());
        assertThat(later.waiting(10)).isEmpty();
        assertThat(database.query("select 1 from user_email_rosters")).isEmpty();
    }

    @Test
    void aSweepDeletesOneRosterThatExpiredEachTime() throws SQLException {
        stored.execute("""
                insert into user_email_rosters (institution_id, managed, created_at, expires_at)
                values (8, 0, now() - interval '3 h', now() - interval '2 h'),
                       (9, 0, now() - interval '3 h', now() - interval '1 h'),
                       (10, 0, now() - interval '3 h', now() + interval '1 h')""");

        assertThat(emails.upkeep().removeUnconfirmed(1)).isZero();
        assertThat(institutionsOfRosters()).containsExactly(List.of("9"), List.of("10"));

        assertThat(emails.upkeep().removeUnconfirmed(1)).isZero();
        assertThat(emails.upkeep().removeUnconfirmed(1)).isZero();
        assertThat(institutionsOfRosters()).containsExactly(List.of("10"));
    }

    private static List<List<String>> institutionsOfRosters() throws SQLException {
        return database.query("select institution_id from user_email_rosters order by institution_id");
    }

    private void leaveWaiting(RosterLimits limits) {
        stored.removeAll();
        stored.aUser(confirmed("ann@northfield.example").andPrimary());
        InstitutionRosters interrupted = PostgresUserEmails.builder(database.dataSource())
                .listener((event, connection) -> {
                    throw new Rosters.Interruption();
                })
                .build()
                .rosters();
        assertThatExceptionOfType(Rosters.Interruption.class)
                .isThrownBy(() ->
                        interrupted.synchronize(NORTHFIELD, List.of(line("1", "ann@northfield.example")), limits));
    }

    @Test
    void aRosterThatWouldMoveTooManyChangesNothing() throws SQLException {
        List<RosterLine> slipped = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            aMember("key" + i, "p" + i + "@northfield.example");
            slipped.add(line("key" + i, "p" + (i + 1) % 10 + "@northfield.example"));
        }
        List<List<String>> before = everything();

        assertThat(rosters.synchronize(NORTHFIELD, slipped, RosterLimits.standard()))
                .isInstanceOfSatisfying(
                        RosterOutcome.TooManyMoves.class,
                        refused ->
                                assertThat(refused.report().lines(Moved.class)).hasSize(10));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void inATransactionOfTheApplicationARosterIsPartOfIt() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        List<RosterLine> roster = List.of(line("1", "ann@northfield.example"));

        assertThatIllegalStateException()
                .isThrownBy(() -> DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                        .transaction(transaction -> {
                            InstitutionRosters joined =
                                    PostgresUserEmails.joining(transaction).rosters();
                            assertThat(joined.plan(NORTHFIELD, roster).lines()).containsExactly(new Claimed("1", ann));
                            assertThat(joined.synchronize(NORTHFIELD, roster, EVERYBODY))
                                    .isInstanceOf(RosterOutcome.Synchronized.class);
                            throw new IllegalStateException("the application changes its mind");
                        }))
                .withMessage("the application changes its mind");

        assertThat(emails.users().institutionManagedEmail(ann)).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void nullIsRefusedByName() {
        List<RosterLine> withNull = Arrays.asList(line("1", "ann@northfield.example"), null);

        assertThatNullPointerException()
                .isThrownBy(() -> rosters.plan(null, List.of()))
                .withMessage("institution");
        assertThatNullPointerException()
                .isThrownBy(() -> rosters.plan(NORTHFIELD, null))
                .withMessage("roster");
        assertThatNullPointerException()
                .isThrownBy(() -> rosters.plan(NORTHFIELD, withNull))
                .withMessage("roster must not contain null");
        assertThatNullPointerException()
                .isThrownBy(() -> rosters.synchronize(NORTHFIELD, List.of(), null))
                .withMessage("limits");
        assertThatNullPointerException()
                .isThrownBy(() -> rosters.resume(null, 500))
                .withMessage("institution");
    }

    private static List<List<String>> everything() throws SQLException {
        return database.query("select e.*, e.xmin from user_email_addresses e order by e.id");
    }

    private UserId aMember(String key, String address) {
        return Rosters.aMember(emails, stored, key, address);
    }

    private RosterReport reportOf(RosterLimits limits, RosterLine... lines) {
        RosterOutcome outcome = rosters.synchronize(NORTHFIELD, List.of(lines), limits);
        assertThat(outcome).isInstanceOf(RosterOutcome.Synchronized.class);
        return ((RosterOutcome.Synchronized) outcome).report();
    }
}
