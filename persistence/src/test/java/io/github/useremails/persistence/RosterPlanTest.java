package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static io.github.useremails.persistence.Rosters.line;
import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static io.github.useremails.persistence.StoredAddress.institutionManaged;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterLineOutcome.Claimed;
import io.github.useremails.domain.institution.RosterLineOutcome.Conflict;
import io.github.useremails.domain.institution.RosterLineOutcome.Moved;
import io.github.useremails.domain.institution.RosterLineOutcome.Unchanged;
import io.github.useremails.domain.institution.RosterLineOutcome.Unknown;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.institution.VerifiedDomain;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is who on a roster, and what is not safe to say. */
class RosterPlanTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final InstitutionId ELSEWHERE = new InstitutionId(8);
    private static final EmailAddress ANN_AT_SCHOOL = EmailAddress.parse("ann@northfield.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final PostgresUserEmails emails = PostgresUserEmails.over(database.asRole("useremails_app"));
    private final InstitutionRosters rosters = emails.rosters();

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_rosters cascade");
    }

    @Test
    void whoConfirmedTheAddressIsThePerson() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());

        assertThat(outcomes(line("1", "ANN@northfield.example"))).containsExactly(new Claimed("1", ann));
    }

    @Test
    void whoMerelyEnteredTheAddressIsNobody() {
        stored.aUser(entered("ann@northfield.example").andPrimary());

        assertThat(outcomes(line("1", "ann@northfield.example"), line("2", "zoe@northfield.example")))
                .containsExactly(new Unknown("1"), new Unknown("2"));
    }

    @Test
    void whoIsManagedByTheInstitutionStays() {
        UserId ann = aMember("1", "ann@northfield.example");

        assertThat(outcomes(line("1", "ann@northfield.example"))).containsExactly(new Unchanged("1", ann));
    }

    @Test
    void theKeyFollowsAPersonToAnotherAddress() {
        UserId ann = aMember("1", "ann@northfield.example");

        assertThat(outcomes(line("1", "ann.smith@northfield.example"))).containsExactly(new Moved("1", ann));
    }

    @Test
    void aManagedAddressWithoutAKeyIsReplacedByTheOneThatTheUserConfirmed() {
        UserId ann = stored.aUser(confirmed("ann.smith@northfield.example").andPrimary());
        emails.users().update(ann, (user, now) -> user.claimForInstitution(ANN_AT_SCHOOL, NORTHFIELD.id(), now));

        assertThat(outcomes(line("1", "ann.smith@northfield.example"))).containsExactly(new Moved("1", ann));
    }

    @Test
    void whatALegacyColumnSaidIsManagedByNobodyKnowsWhomIsTakenOn() {
        UserId ann = stored.aUser(institutionManaged("ann@northfield.example").andPrimary());

        assertThat(outcomes(line("1", "ann@northfield.example"))).containsExactly(new Claimed("1", ann));
    }

    @Test
    void anAddressInADomainOfOthersIsAConflict() {
        stored.aUser(confirmed("ann@mail.example").andPrimary());

        assertThat(outcomes(line("1", "ann@mail.example")))
                .containsExactly(new Conflict("1", RosterConflict.DOMAIN_NOT_VERIFIED));
    }

    @Test
    void linesWithOneKeyOrOneAddressCancelOut() {
        aMember("1", "ann@northfield.example");

        assertThat(outcomes(
                        line("1", "ann@northfield.example"),
                        line("1", "bob@northfield.example"),
                        line("2", "cid@northfield.example"),
                        line("3", "CID@northfield.example"),
                        line("4", "dan@northfield.example")))
                .containsExactly(
                        new Conflict("1", RosterConflict.DUPLICATE_LINE),
                        new Conflict("1", RosterConflict.DUPLICATE_LINE),
                        new Conflict("2", RosterConflict.DUPLICATE_LINE),
                        new Conflict("3", RosterConflict.DUPLICATE_LINE),
                        new Unknown("4"));
        assertThat(plan(line("1", "ann@northfield.example"), line("1", "bob@northfield.example"))
                        .released())
                .isEmpty();
    }

    @Test
    void twoLinesForOneUserCancelOut() {
        stored.aUser(confirmed("ann@northfield.example").andPrimary(), confirmed("ann.smith@northfield.example"));

        assertThat(outcomes(line("1", "ann@northfield.example"), line("2", "ann.smith@northfield.example")))
                .containsExactly(
                        new Conflict("1", RosterConflict.SEVERAL_LINES_FOR_ONE_USER),
                        new Conflict("2", RosterConflict.SEVERAL_LINES_FOR_ONE_USER));
    }

    @Test
    void anAddressThatAnotherUserConfirmedIsNotHandedOver() {
        aMember("1", "ann@northfield.example");
        stored.aUser(confirmed("smith@northfield.example").andPrimary());

        assertThat(outcomes(line("1", "smith@northfield.example")))
                .containsExactly(new Conflict("1", RosterConflict.BELONGS_TO_ANOTHER_USER));
    }

    @Test
    void anAddressThatWentToTheNextPersonIsAConflictUntilItIsGivenBack() {
        UserId ann = aMember("1", "ann@northfield.example");

        RosterReport report = plan(line("2", "ann@northfield.example"));

        assertThat(report.lines()).containsExactly(new Conflict("2", RosterConflict.BELONGS_TO_ANOTHER_MEMBER));
        assertThat(report.released()).containsExactly(ann);
    }

    @Test
    void aMemberUnderAnotherKeyIsNotTakenForTwo() {
        UserId ann = aMember("1", "ann@northfield.example");
        emails.users().update(ann, (user, now) -> {
            EmailAddress second = EmailAddress.parse("ann.smith@northfield.example");
            return user.addEmail(second, now).confirmEmail(second, now);
        });

        assertThat(outcomes(line("1", "ann@northfield.example"), line("2", "ann.smith@northfield.example")))
                .containsExactly(new Unchanged("1", ann), new Conflict("2", RosterConflict.BELONGS_TO_ANOTHER_MEMBER));
    }

    @Test
    void whomAnotherInstitutionManagesIsAConflict() {
        UserId ann = stored.aUser(confirmed("ann@northfield.example").andPrimary());
        EmailAddress elsewhere = EmailAddress.parse("ann@elsewhere.example");
        emails.users().update(ann, (user, now) -> user.claimForInstitution(elsewhere, ELSEWHERE, now));
        UserId bob = stored.aUser(confirmed("bob@northfield.example").andPrimary());
        EmailAddress same = EmailAddress.parse("bob@northfield.example");
        emails.users().update(bob, (user, now) -> user.claimForInstitution(same, ELSEWHERE, now));

        assertThat(outcomes(line("1", "ann@northfield.example"), line("2", "bob@northfield.example")))
                .containsExactly(
                        new Conflict("1", RosterConflict.MANAGED_BY_ANOTHER_INSTITUTION),
                        new Conflict("2", RosterConflict.MANAGED_BY_ANOTHER_INSTITUTION));
        stored.execute("insert into user_email_institution_members values (8, 'B', " + bob.value() + ")");
        assertThat(outcomes(line("2", "bob@northfield.example")))
                .containsExactly(new Conflict("2", RosterConflict.MANAGED_BY_ANOTHER_INSTITUTION));
    }

    @Test
    void whoIsNotOnTheRosterIsReleasedAndNobodyElse() {
        UserId ann = aMember("1", "ann@northfield.example");
        UserId bob = aMember("2", "bob@northfield.example");
        UserId withoutKey = stored.aUser(confirmed("cid@mail.example").andPrimary());
        EmailAddress cid = EmailAddress.parse("cid@northfield.example");
        emails.users().update(withoutKey, (user, now) -> user.claimForInstitution(cid, NORTHFIELD.id(), now));
        UserId elsewhere = stored.aUser(confirmed("dan@mail.example").andPrimary());
        EmailAddress dan = EmailAddress.parse("dan@elsewhere.example");
        emails.users().update(elsewhere, (user, now) -> user.claimForInstitution(dan, ELSEWHERE, now));

        assertThat(plan(line("1", "ann@northfield.example"), line("2", "bob@northfield.example"))
                        .released())
                .containsExactly(withoutKey);
        assertThat(plan(line("9", "cid@northfield.example")).released()).containsExactlyInAnyOrder(ann, bob);
        assertThat(plan().released()).containsExactlyInAnyOrder(ann, bob, withoutKey);
        assertThat(plan().managed()).isEqualTo(3);
    }

    @Test
    void subdomainsAreTheInstitutionsOnRequestOnly() {
        UserId ann = stored.aUser(confirmed("ann@students.northfield.example").andPrimary());
        List<RosterLine> roster = List.of(line("1", "ann@students.northfield.example"));
        Institution withSubdomains = Institution.of(
                NORTHFIELD.id(), VerifiedDomain.of("northfield.example").withSubdomains());

        assertThat(rosters.plan(NORTHFIELD, roster).lines())
                .containsExactly(new Conflict("1", RosterConflict.DOMAIN_NOT_VERIFIED));
        assertThat(rosters.plan(withSubdomains, roster).lines()).containsExactly(new Claimed("1", ann));
    }

    @Test
    void aPlanWritesNothing() throws SQLException {
        aMember("1", "ann@northfield.example");
        stored.aUser(confirmed("bob@northfield.example").andPrimary());
        List<List<String>> before = everything();

        plan(line("2", "bob@northfield.example"));

        assertThat(everything()).isEqualTo(before);
        assertThat(database.query("select 1 from user_email_rosters")).isEmpty();
        assertThat(database.query("select 1 from user_email_roster_lines")).isEmpty();
    }

    @Test
    void anInstitutionWithoutPeopleAndARosterWithoutLinesAreNothingToDo() {
        assertThat(plan()).isEqualTo(new RosterReport(List.of(), List.of(), List.of(), 0));
    }

    private static List<List<String>> everything() throws SQLException {
        return database.query("select e.*, e.xmin from user_email_addresses e order by e.id");
    }

    private UserId aMember(String key, String address) {
        return Rosters.aMember(emails, stored, key, address);
    }

    private RosterReport plan(RosterLine... lines) {
        return rosters.plan(NORTHFIELD, List.of(lines));
    }

    private List<RosterLineOutcome> outcomes(RosterLine... lines) {
        return plan(lines).lines();
    }
}
