package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.institution.VerifiedDomain;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RosterTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
    private final List<String> shown = new ArrayList<>();

    @Test
    void aRosterComesEveryNight() {
        EmailAddress address = EmailAddress.parse("kim@northfield.example");
        UserId kim = emails.users().register(address).id();
        emails.users().update(kim, (user, now) -> user.confirmEmail(address, now));

        // example: roster
        Institution northfield = Institution.of(
                new InstitutionId(7), VerifiedDomain.of("northfield.example").withSubdomains());
        InstitutionRosters rosters = emails.rosters();

        List<RosterLine> roster = List.of(
                new RosterLine("S-1001", EmailAddress.parse("kim@northfield.example")),
                new RosterLine("S-1002", EmailAddress.parse("lee@students.northfield.example")));

        RosterReport dryRun = rosters.plan(northfield, roster); // writes nothing

        RosterOutcome outcome = rosters.synchronize(northfield, roster, RosterLimits.standard());
        if (outcome instanceof RosterOutcome.Synchronized done) {
            for (RosterLineOutcome.Conflict conflict : done.report().lines(RosterLineOutcome.Conflict.class)) {
                shown.add(conflict.externalKey() + ": " + conflict.reason());
            }
        }
        // end
        assertThat(shown).isEmpty();
        assertThat(dryRun.lines())
                .containsExactly(new RosterLineOutcome.Claimed("S-1001", kim), new RosterLineOutcome.Unknown("S-1002"));
        assertThat(emails.users().withInstitutionManagedEmail(address)).isPresent();
        signIn(northfield, EmailAddress.parse("kim.lee@northfield.example"));
        assertThat(emails.users().institutionManagedEmail(kim))
                .contains(EmailAddress.parse("kim.lee@northfield.example"));
    }

    private void signIn(Institution northfield, EmailAddress given) {
        // example: before the roster
        UserId person = emails.rosters()
                .withExternalKey(northfield.id(), "S-1001")
                .or(() -> emails.users().withEmail(given))
                .map(User::id)
                .orElseGet(() -> emails.users().register(given).id());
        emails.users().update(person, (user, now) -> northfield.move(user, given, now));
        // end
    }
}
