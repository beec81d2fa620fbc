package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.UnknownEmailAddressException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is remembered of an address, whoever changed it. */
class HistoryTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private UserId ann = new UserId(0);

    @BeforeEach
    void startWithOneUser() {
        stored.removeAll();
        stored.execute("truncate user_email_address_history");
        ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), confirmed("ann@school.example"));
    }

    @Test
    void aChangeIsRecordedWithWhatItWasAndWhoMadeIt() throws SQLException {
        PGSimpleDataSource application = database.asRole("useremails_app");
        application.setApplicationName("account-settings");
        DSLContext jooq = DSL.using(application, SQLDialect.POSTGRES);

        jooq.transaction(transaction -> {
            transaction.dsl().execute("set local useremails.acting_user = 'support:7'");
            PostgresUserEmails.joining(transaction).users().update(ann, (user, now) -> user.makePrimary(SCHOOL));
        });

        assertThat(database.query("""
                        select h.email_address_after,
                               h.primary_before,
                               h.primary_after,
                               h.changed_by_role,
                               h.application_name
                          from user_email_address_history h
                         where h.acting_user = 'support:7'
                         order by h.id
                        """))
                .containsExactly(
                        List.of("ann@mail.example", "t", "f", "useremails_app", "account-settings"),
                        List.of("ann@school.example", "f", "t", "useremails_app", "account-settings"));
    }

    @Test
    void theReasonOfARevocationIsKeptAndIsNoReasonOfWhatFollows() throws SQLException {
        DSLContext jooq = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

        jooq.transaction(transaction -> {
            PostgresUserEmails emails = PostgresUserEmails.joining(transaction);
            emails.confirmations().revoke(ann, SCHOOL, RevocationReason.DOMAIN_EXPIRED);
            emails.users().update(ann, (user, now) -> user.removeEmail(SCHOOL));
        });

        assertThat(reasons()).containsExactly(List.of("false", "domain_expired"), List.of("removed", "none"));
    }

    @Test
    void aReasonOfTheApplicationIsThatOfAllButTheRevocation() throws SQLException {
        DSLContext jooq = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

        jooq.transaction(transaction -> {
            PostgresUserEmails emails = PostgresUserEmails.joining(transaction);
            transaction.dsl().execute("set local useremails.change_reason = 'case 4711'");
            emails.confirmations().revoke(ann, SCHOOL, RevocationReason.BOUNCED);
            assertThatExceptionOfType(UnknownEmailAddressException.class)
                    .isThrownBy(() -> emails.confirmations()
                            .revoke(ann, EmailAddress.parse("nobody@school.example"), RevocationReason.REPORTED));
            emails.users().update(ann, (user, now) -> user.removeEmail(SCHOOL));
        });

        assertThat(reasons()).containsExactly(List.of("false", "bounced"), List.of("removed", "case 4711"));
    }

    private static List<List<@Nullable String>> reasons() throws SQLException {
        return database.query("""
                select coalesce(h.confirmed_after::text, 'removed'),
                       coalesce(h.change_reason, 'none')
                  from user_email_address_history h
                 where h.email_address_before is not null
                 order by h.id
                """);
    }

    @Test
    void rawSqlIsRecordedToo() throws SQLException {
        stored.execute("delete from user_email_addresses where email_address = 'ann@school.example'");

        assertThat(database.query("""
                        select h.email_address_before,
                               h.changed_by_role
                          from user_email_address_history h
                         where h.email_address_after is null
                           and h.acting_user is null
                        """)).containsExactly(List.of("ann@school.example", "postgres"));
    }

    @Test
    void anAddressThatRawSqlGivesToAnotherUserLeavesOneHistoryAndEntersTheOther() throws SQLException {
        UserId bob = stored.aUser(confirmed("bob@mail.example").andPrimary());
        stored.execute("truncate user_email_address_history");

        stored.execute("update user_email_addresses set user_id = " + bob.value()
                + " where email_address = 'ann@school.example'");

        assertThat(database.query("select h.user_id, h.email_address_before is null, h.email_address_after is null"
                        + " from user_email_address_history h order by h.id"))
                .containsExactly(
                        List.of(String.valueOf(ann.value()), "f", "t"), List.of(String.valueOf(bob.value()), "t", "f"));
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void aRowThatIsWrittenAsItWasIsNoChange() throws SQLException {
        stored.execute("update user_email_addresses set updated_at = now()");

        assertThat(database.query(
                        "select 1 from user_email_address_history h where h.email_address_before is not null"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into user_email_address_history (user_id) values (1)",
                "update user_email_address_history set acting_user = 'nobody'",
                "delete from user_email_address_history",
                "select * from user_email_address_history"
            })
    void theApplicationCannotRewriteTheHistory(String sql) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> execute(database.asRole("useremails_app"), sql))
                .withMessageContaining("permission denied");
    }

    @Test
    void theTimesInWhichAnAddressWasPrimaryFollowOneAnother() throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
        emails.users().update(ann, (user, now) -> user.makePrimary(SCHOOL));
        emails.users().update(ann, (user, now) -> user.makePrimary(MAIL));
        emails.users().update(ann, (user, now) -> user.removeEmail(MAIL, SCHOOL));

        List<List<String>> periods = database.query("""
                select p.email_address,
                       p.valid_from,
                       coalesce(p.valid_to::text, 'still')
                  from user_primary_email_periods p
                 order by p.valid_from
                """);

        assertThat(periods)
                .extracting(period -> period.get(0))
                .containsExactly("ann@mail.example", "ann@school.example", "ann@mail.example", "ann@school.example");
        for (int i = 1; i < periods.size(); i++) {
            assertThat(periods.get(i - 1).get(2)).isEqualTo(periods.get(i).get(1));
        }
        assertThat(periods.get(3).get(2)).isEqualTo("still");
    }

    @Test
    void aMergeEndsThePeriodOfTheUserWhoGoesOnly() throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
        UserId gone = stored.aUser(confirmed("gone@mail.example").andPrimary());

        emails.users().merge(gone, ann);

        assertThat(database.query("""
                        select p.user_id,
                               p.email_address,
                               p.valid_to is null,
                               p.merged_into_user_id
                          from user_primary_email_periods p
                         order by p.user_id
                        """))
                .containsExactly(
                        Arrays.asList(text(ann), "ann@mail.example", "t", null),
                        Arrays.asList(text(gone), "gone@mail.example", "f", text(ann)));
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void eraseForgetsWhatThePersonWasBeforeTwoMerges() throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
        UserId first = stored.aUser(confirmed("first@mail.example").andPrimary());
        UserId second = stored.aUser(confirmed("second@mail.example").andPrimary());
        emails.users().merge(first, second);
        emails.users().merge(second, ann);

        emails.users().erase(ann);

        assertThat(database.query("select h.id from user_email_address_history h"))
                .isEmpty();
    }

    /** The change is written first and committed last, and seen by nobody in between. */
    @Test
    void aPeriodBeginsWithTheCommit() throws SQLException {
        String moment;
        try (Connection early = database.dataSource().getConnection()) {
            early.setAutoCommit(false);
            PostgresUserEmails.joining(DSL.using(early, SQLDialect.POSTGRES).configuration())
                    .users()
                    .update(ann, (user, now) -> user.makePrimary(SCHOOL));
            moment = database.query("select clock_timestamp()").get(0).get(0);
            early.commit();
        }

        assertThat(database.query("select p.email_address from user_primary_email_periods p where p.valid_from <= '"
                        + moment + "' and (p.valid_to > '" + moment + "' or p.valid_to is null)"))
                .containsExactly(List.of("ann@mail.example"));
    }

    @Test
    void aClockThatIsSetBackTurnsNoPeriodAround() throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());
        emails.users().update(ann, (user, now) -> user.makePrimary(SCHOOL));
        stored.execute("update user_email_address_history set changed_at = changed_at - interval '1 hour'"
                + " where primary_after and email_address_after = 'ann@school.example'");

        assertThat(database.query("select 1 from user_primary_email_periods p where p.valid_to <= p.valid_from"))
                .isEmpty();
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
    }

    @Test
    void aChangedRowHasANewTimeWhoeverWritesIt() throws SQLException {
        stored.execute("update user_email_addresses set updated_at = timestamptz 'epoch'");

        stored.execute("update user_email_addresses set institution_managed = true"
                + " where email_address = 'ann@school.example'");
        stored.execute("update user_email_addresses set confirmed = true where email_address = 'ann@mail.example'");

        assertThat(database.query("select e.email_address from user_email_addresses e"
                        + " where e.updated_at > timestamptz 'epoch'"))
                .containsExactly(List.of("ann@school.example"));
    }

    private static String text(UserId id) {
        return String.valueOf(id.value());
    }

    private static void execute(PGSimpleDataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
