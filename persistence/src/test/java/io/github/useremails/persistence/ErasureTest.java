package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.Institution;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.InstitutionRosters;
import io.github.useremails.domain.RosterLimits;
import io.github.useremails.domain.RosterLine;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.VerifiedDomain;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After an erasure the person's addresses are nowhere; the columns come from the catalogue, so none is forgotten. */
class ErasureTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final String MARK = "erased-person";

    private static final EmailAddress PRIMARY = EmailAddress.parse(MARK + "@mail.example");
    private static final EmailAddress SECOND = EmailAddress.parse(MARK + "@school.example");

    private static final String COLUMNS = """
            select c.relname,
                   a.attname
              from pg_attribute a
              join pg_class c
                on c.oid = a.attrelid
             where c.relnamespace = 'public'::regnamespace
               and c.relkind in ('r', 'v')
               and a.attnum > 0
               and not a.attisdropped
            """;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final JooqUsers users = JooqUsers.over(database.asRole("useremails_app"));

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_address_history");
    }

    @Test
    void nothingOfThePersonIsLeftInAnyColumn() throws SQLException {
        UserId person = aPersonWithAHistory();
        assertThat(columnsThatShowThePerson()).hasSizeGreaterThan(4);

        users.erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
        assertThat(database.query("select 1 from user_email_confirmations")).isEmpty();
        assertThat(history(person)).isEmpty();
        assertThat(users.find(person).orElseThrow().emailAddresses()).isEmpty();
    }

    @Test
    void aRosterThatIsNotFinishedForgetsThePerson() throws SQLException {
        UserId person = aPersonWithAHistory();
        InstitutionRosters failing = JooqUsers.over(
                        database.dataSource(), UsersSettings.standard().withListener((event, connection) -> {
                            throw new IllegalStateException("the listener fails");
                        }))
                .rosters();
        Institution school = Institution.of(new InstitutionId(7), VerifiedDomain.of("school.example"));
        List<RosterLine> roster = List.of(new RosterLine(MARK, SECOND));
        assertThatIllegalStateException()
                .isThrownBy(() -> failing.synchronize(school, roster, RosterLimits.standard()));

        users.erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void theKeyThatAnInstitutionGaveThePersonGoesToo() throws SQLException {
        UserId person = aPersonWithAHistory();
        Institution school = Institution.of(new InstitutionId(7), VerifiedDomain.of("school.example"));
        users.rosters().synchronize(school, List.of(new RosterLine(MARK, SECOND)), RosterLimits.standard());
        assertThat(columnsThatShowThePerson()).contains("user_email_institution_members.\"external_key\"");

        users.erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void theAddressesAreFreeForOthersAtOnce() {
        users.erase(aPersonWithAHistory());
        UserId next = stored.aUser(confirmed("next@mail.example").andPrimary());

        users.update(next, (user, now) -> user.addEmail(PRIMARY, now).confirmEmail(PRIMARY, now));

        assertThat(users.withEmail(PRIMARY)).map(User::id).contains(next);
    }

    @Test
    void othersKeepWhatIsTheirs() throws SQLException {
        UserId person = aPersonWithAHistory();
        UserId other = stored.aUser(confirmed("other@mail.example").andPrimary());

        users.erase(person);

        assertThat(users.primaryEmail(other)).contains(EmailAddress.parse("other@mail.example"));
        assertThat(history(other)).hasSize(1);
    }

    @Test
    void theHistoryOfADeletedUserIsErasedToo() throws SQLException {
        UserId person = aPersonWithAHistory();
        stored.execute("delete from users where id = " + person.value());
        assertThat(columnsThatShowThePerson()).isNotEmpty();

        users.erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void aPersonWhoWasMergedIsErasedWithTheHistoryOfBoth() throws SQLException {
        UserId person = aPersonWithAHistory();
        UserId merged = stored.aUser(confirmed("second@mail.example").andPrimary());
        users.merge(person, merged);
        assertThat(history(person)).isEmpty();

        users.erase(merged);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void whoIsUnknownIsErasedByDoingNothing() {
        users.erase(new UserId(-7));

        assertThatNullPointerException().isThrownBy(() -> users.erase(null)).withMessage("id");
    }

    private UserId aPersonWithAHistory() {
        UserId person = stored.aUser(confirmed(PRIMARY.value()).andPrimary(), entered(SECOND.value()));
        users.confirmations().request(person, SECOND);
        users.update(person, (user, now) -> user.confirmEmail(SECOND, now).makePrimary(SECOND));
        users.update(person, (user, now) -> user.removeEmail(PRIMARY).addEmail(PRIMARY, now));
        users.confirmations().request(person, PRIMARY);
        return person;
    }

    private static List<?> history(UserId user) throws SQLException {
        return database.query("select 1 from user_email_address_history h where h.user_id = " + user.value());
    }

    /** Of tables and views alike. */
    private static List<String> columnsThatShowThePerson() throws SQLException {
        List<String> showing = new ArrayList<>();
        for (List<String> column : database.query(COLUMNS)) {
            String name = column.get(0) + ".\"" + column.get(1) + '"';
            String rows = "select 1 from " + column.get(0) + " where " + name + "::text like '%" + MARK + "%' limit 1";
            if (!database.query(rows).isEmpty()) {
                showing.add(name);
            }
        }
        return showing;
    }
}
