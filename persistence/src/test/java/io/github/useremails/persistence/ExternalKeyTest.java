package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static io.github.useremails.persistence.Rosters.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLineOutcome.Moved;
import io.github.useremails.domain.institution.RosterLineOutcome.Unchanged;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom an institution knows by a key, whatever happened to the user since. */
class ExternalKeyTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final InstitutionId ELSEWHERE = new InstitutionId(8);
    private static final EmailAddress NEW = EmailAddress.parse("ann.smith@northfield.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final List<UserEmailEvent> told = new ArrayList<>();
    private final PostgresUserEmails emails = PostgresUserEmails.builder(database.asRole("useremails_app"))
            .listener((event, connection) -> told.add(event))
            .build();
    private final InstitutionRosters rosters = emails.rosters();

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
    }

    @Test
    void aKeyFindsItsUserAtItsInstitutionOnly() {
        UserId ann = aMember("1", "ann@northfield.example");

        assertThat(rosters.withExternalKey(NORTHFIELD.id(), "\uFEFF1 "))
                .isEqualTo(emails.users().find(ann));
        assertThat(rosters.withExternalKey(NORTHFIELD.id(), "2")).isEmpty();
        assertThat(rosters.withExternalKey(ELSEWHERE, "1")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> rosters.withExternalKey(NORTHFIELD.id(), "\u200B"));
    }

    @Test
    void manyKeysFindTheirUsersInTheirOrder() {
        UserId ann = aMember("1", "ann@northfield.example");
        UserId bob = aMember("2", "bob@northfield.example");

        Map<String, User> found = rosters.withExternalKeys(NORTHFIELD.id(), List.of("2", "3", " 1", "2 "));

        assertThat(found.keySet()).containsExactly("2", "1");
        assertThat(found.values()).extracting(User::id).containsExactly(bob, ann);
        assertThat(rosters.withExternalKeys(NORTHFIELD.id(), List.of())).isEmpty();
    }

    @Test
    void aUserWithoutAddressesIsFoundByTheKey() {
        UserId ann = aMember("1", "ann@northfield.example");
        stored.execute("delete from user_email_addresses");

        assertThat(rosters.withExternalKey(NORTHFIELD.id(), "1")).contains(new User(ann, List.of()));
    }

    @Test
    void whoSignsInBeforeTheRosterKeepsTheKey() {
        UserId ann = aMember("1", "ann@northfield.example");

        User known = rosters.withExternalKey(NORTHFIELD.id(), "1").orElseThrow();
        emails.users().update(known.id(), (user, now) -> NORTHFIELD.move(user, NEW, now));

        assertThat(rosters.synchronize(NORTHFIELD, List.of(line("1", NEW.value())), RosterLimits.standard()))
                .isInstanceOfSatisfying(
                        RosterOutcome.Synchronized.class,
                        done -> assertThat(done.report().lines()).containsExactly(new Unchanged("1", ann)));
    }

    @Test
    void aMergeTakesTheKeyAlong() {
        UserId ann = aMember("1", "ann@northfield.example");
        UserId other = stored.aUser(StoredAddress.confirmed("ann@mail.example").andPrimary());

        emails.users().merge(ann, other);

        assertThat(rosters.withExternalKey(NORTHFIELD.id(), "1").map(User::id)).contains(other);
        assertThat(rosters.plan(NORTHFIELD, List.of(line("1", NEW.value()))).lines())
                .containsExactly(new Moved("1", other));
    }

    @Test
    void aMergeThatCostsAnInstitutionItsClaimSaysSo() {
        UserId ann = aMember("1", "ann@northfield.example");
        UserId same = aMember("2", "ann2@northfield.example");
        told.clear();

        emails.users().merge(ann, same);

        EmailAddress lost = EmailAddress.parse("ann@northfield.example");
        assertThat(told)
                .contains(new UserEmailEvent.ReleasedFromInstitution(ann, lost, false))
                .doesNotContain(new UserEmailEvent.ClaimedForInstitution(same, lost));
    }

    @Test
    void whoLeavesIsTakenBackByTheNextRosterUnlessTheKeyIsForgotten() {
        UserId ann = aMember("1", "ann@northfield.example");
        EmailAddress school = EmailAddress.parse("ann@northfield.example");

        emails.users().update(ann, (user, now) -> user.leaveInstitution(school));

        assertThat(told).contains(new UserEmailEvent.ReleasedFromInstitution(ann, school, true));
        assertThat(rosters.plan(NORTHFIELD, List.of(line("1", school.value())))
                        .lines()
                        .toString())
                .startsWith("[Claimed");
        assertThat(rosters.forget(NORTHFIELD.id(), "1")).isTrue();
        assertThat(rosters.plan(NORTHFIELD, List.of(line("1", school.value())))
                        .lines()
                        .toString())
                .startsWith("[Unknown");
    }

    private UserId aMember(String key, String address) {
        return Rosters.aMember(emails, stored, key, address);
    }
}
