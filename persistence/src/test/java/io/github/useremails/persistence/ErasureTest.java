package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.VerifiedDomain;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final PostgresUserEmails emails = PostgresUserEmails.over(database.asRole("useremails_app"));

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate user_email_address_history, user_email_outbox, user_email_withdrawals");
        stored.execute("truncate user_email_rosters cascade");
    }

    @Test
    void nothingOfThePersonIsLeftInAnyColumn() throws SQLException {
        UserId person = aPersonWithAHistory();
        assertThat(columnsThatShowThePerson()).hasSizeGreaterThan(4);

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
        assertThat(database.query("select 1 from user_email_confirmations")).isEmpty();
        assertThat(history(person)).isEmpty();
        assertThat(emails.users().find(person).orElseThrow().emailAddresses()).isEmpty();
    }

    @Test
    void aRosterThatIsNotFinishedForgetsThePerson() throws SQLException {
        UserId person = aPersonWithAHistory();
        InstitutionRosters failing = PostgresUserEmails.builder(database.dataSource())
                .listener((event, connection) -> {
                    throw new Rosters.Interruption();
                })
                .build()
                .rosters();
        Institution school = Institution.of(new InstitutionId(7), VerifiedDomain.of("school.example"));
        List<RosterLine> roster = List.of(new RosterLine(MARK, SECOND));
        assertThatExceptionOfType(Rosters.Interruption.class)
                .isThrownBy(() -> failing.synchronize(school, roster, RosterLimits.standard()));

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void theKeyThatAnInstitutionGaveThePersonGoesToo() throws SQLException {
        UserId person = aPersonWithAHistory();
        Institution school = Institution.of(new InstitutionId(7), VerifiedDomain.of("school.example"));
        emails.rosters().synchronize(school, List.of(new RosterLine(MARK, SECOND)), RosterLimits.standard());
        assertThat(columnsThatShowThePerson()).contains("user_email_institution_members.\"external_key\"");

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void theAddressesAreFreeForOthersAtOnce() {
        emails.users().erase(aPersonWithAHistory());
        UserId next = stored.aUser(confirmed("next@mail.example").andPrimary());

        emails.users().update(next, (user, now) -> user.addEmail(PRIMARY, now).confirmEmail(PRIMARY, now));

        assertThat(emails.users().withEmail(PRIMARY)).map(User::id).contains(next);
    }

    @Test
    void othersKeepWhatIsTheirs() throws SQLException {
        UserId person = aPersonWithAHistory();
        UserId other = stored.aUser(confirmed("other@mail.example").andPrimary());

        emails.users().erase(person);

        assertThat(emails.users().primaryEmail(other)).contains(EmailAddress.parse("other@mail.example"));
        assertThat(history(other)).hasSize(1);
    }

    @Test
    void theHistoryOfADeletedUserIsErasedToo() throws SQLException {
        UserId person = aPersonWithAHistory();
        stored.execute("delete from users where id = " + person.value());
        assertThat(columnsThatShowThePerson()).isNotEmpty();

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void aPersonWhoWasMergedIsErasedWithTheHistoryOfBoth() throws SQLException {
        UserId person = aPersonWithAHistory();
        UserId merged = stored.aUser(confirmed("second@mail.example").andPrimary());
        emails.users().merge(person, merged);
        assertThat(history(person)).isNotEmpty();

        emails.users().erase(merged);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    @Test
    void messagesOfTheUserWhoWasMergedAreErasedToo() throws SQLException {
        PostgresUserEmails told = withOutbox();
        UserId person = told.users().register(PRIMARY).id();
        UserId into = told.users()
                .register(EmailAddress.parse(MARK + "@second.example"))
                .id();
        told.users().update(person, (user, now) -> user.confirmEmail(PRIMARY, now));
        told.users().merge(person, into);
        assertThat(columnsThatShowThePerson()).contains("user_email_outbox.\"email_address\"");

        emails.users().erase(into);

        assertThat(columnsThatShowThePerson()).isEmpty();
        assertThat(database.query("select 1 from user_email_outbox")).isEmpty();
    }

    @Test
    void usersWhoMerelyEnteredTheAddressLoseItWithItsHistoryAndMessages() throws SQLException {
        UserId person = aPersonWithAHistory();
        PostgresUserEmails told = withOutbox();
        EmailAddress own = EmailAddress.parse("mallory@mail.example");
        UserId mallory = told.users().register(own).id();
        told.users().update(mallory, (user, now) -> user.confirmEmail(own, now));
        told.users().update(mallory, (user, now) -> user.addEmail(PRIMARY, now));
        told.users().update(mallory, (user, now) -> user.removeEmail(PRIMARY));
        told.users().update(mallory, (user, now) -> user.addEmail(PRIMARY, now));
        UserId kim = stored.aUser(entered(PRIMARY.value()).andPrimary(), confirmed("kim@mail.example"));

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
        assertThat(emails.users().primaryEmail(mallory)).contains(own);
        assertThat(emails.users().primaryEmail(kim)).contains(EmailAddress.parse("kim@mail.example"));
        assertThat(history(mallory)).as("what is its own stays").hasSize(2);
    }

    /** An institution may give an address to one person after the other. */
    @Test
    void whoHadTheAddressEarlierKeepsTheHistoryOfIt() throws SQLException {
        UserId earlier = aPersonWithAHistory();
        emails.users().update(earlier, (user, now) -> user.removeEmail(PRIMARY));
        int before = history(earlier).size();
        UserId later = stored.aUser(confirmed(PRIMARY.value()).andPrimary());

        emails.users().erase(later);

        assertThat(history(earlier)).hasSize(before);
    }

    @Test
    void whatBelongsToSomebodyElseByNowStaysWithEverybody() throws SQLException {
        UserId earlier = aPersonWithAHistory();
        emails.users().update(earlier, (user, now) -> user.removeEmail(PRIMARY));
        UserId later = stored.aUser(confirmed(PRIMARY.value()).andPrimary());
        UserId mallory = stored.aUser(confirmed("mallory@mail.example").andPrimary(), entered(PRIMARY.value()));

        emails.users().erase(earlier);

        assertThat(emails.users().withEmail(PRIMARY)).map(User::id).contains(later);
        assertThat(emails.users().find(mallory).orElseThrow().emailAddresses()).hasSize(2);
        assertThat(history(mallory)).hasSize(2);
    }

    @Test
    void aLineOfAnotherPersonStaysWhenSomebodyWhoEnteredTheAddressIsErased() throws SQLException {
        UserId victim = stored.aUser(confirmed("victim@school.example").andPrimary());
        UserId mallory = stored.aUser(confirmed("mallory@mail.example").andPrimary(), entered("victim@school.example"));
        stage("V-1", "victim@school.example", "'claimed', " + victim.value());

        emails.users().erase(mallory);

        assertThat(database.query("select 1 from user_email_roster_lines")).hasSize(1);
    }

    @Test
    void aLineInConflictIsForgottenWithThePersonWhoHasItsKey() throws SQLException {
        UserId person = aPersonWithAHistory();
        Institution school = Institution.of(new InstitutionId(7), VerifiedDomain.of("school.example"));
        emails.rosters().synchronize(school, List.of(new RosterLine(MARK, SECOND)), RosterLimits.standard());
        stage(MARK, "somebody@school.example", "'belongs_to_another_user', null");
        stage("V-2", SECOND.value(), "'belongs_to_another_user', null");

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
        assertThat(database.query("select 1 from user_email_roster_lines")).isEmpty();
    }

    @Test
    void addressesThatASweepShouldWithdrawAreForgotten() throws SQLException {
        UserId person = stored.aUser(confirmed("own@mail.example").andPrimary(), entered(PRIMARY.value()));
        stored.execute("""
                with made as (insert into users select from generate_series(1, 30) returning id)
                insert into user_email_addresses (user_id, email_address, normalized_email_address, "primary")
                select id, '%1$s', '%1$s', true from made
                """.formatted(PRIMARY.value()));
        emails.users().update(person, (user, now) -> user.confirmEmail(PRIMARY, now));
        assertThat(columnsThatShowThePerson()).contains("user_email_withdrawals.\"normalized_email_address\"");

        emails.users().erase(person);

        assertThat(columnsThatShowThePerson()).isEmpty();
    }

    /** The operator's choice, as the guide describes it. */
    @Test
    void aDeletedRowIsAnErasureWhereTheOperatorWantsIt() throws IOException, SQLException {
        UserId person = aPersonWithAHistory();
        stored.execute(Files.readString(Path.of("..", "docs", "operations", "erase-deleted-users.sql")));
        try {
            stored.execute("delete from users where id = " + person.value());

            assertThat(columnsThatShowThePerson()).isEmpty();
            assertThat(history(person)).isEmpty();
        } finally {
            stored.execute("drop trigger users_erase_deleted_user on users");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void whoIsUnknownIsErasedByDoingNothing() {
        emails.users().erase(new UserId(-7));

        assertThatNullPointerException()
                .isThrownBy(() -> emails.users().erase(null))
                .withMessage("id");
    }

    private UserId aPersonWithAHistory() {
        UserId person = stored.aUser(confirmed(PRIMARY.value()).andPrimary(), entered(SECOND.value()));
        emails.confirmations().request(person, SECOND);
        emails.users()
                .update(person, (user, now) -> user.confirmEmail(SECOND, now).makePrimary(SECOND));
        emails.users().update(person, (user, now) -> user.removeEmail(PRIMARY).addEmail(PRIMARY, now));
        emails.confirmations().request(person, PRIMARY);
        return person;
    }

    private static PostgresUserEmails withOutbox() {
        return PostgresUserEmails.builder(database.dataSource()).recordEvents().build();
    }

    /** A line that waits, as it stays behind when a process dies. */
    private void stage(String key, String address, String outcomeAndUser) {
        stored.execute("""
                insert into user_email_rosters (institution_id, managed, created_at, expires_at)
                values (7, 0, now(), now() + interval '1 day')
                    on conflict do nothing;
                insert into user_email_roster_lines
                       (roster_id, line, settled_with, external_key, email_address, normalized_email_address, outcome,
                        user_id)
                select r.id, n.line, n.line, '%s', '%s', '%s', %s
                  from user_email_rosters r
                 cross join (select count(*) as line from user_email_roster_lines) n
                """.formatted(key, address, address, outcomeAndUser));
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
