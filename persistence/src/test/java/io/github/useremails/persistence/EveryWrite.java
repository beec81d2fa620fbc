package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.MergePlan;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationOutcome;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

/** Every call that writes, each followed by a comparison of what it returned with the rows. */
final class EveryWrite {

    private static final InstantSource IN_A_MONTH = InstantSource.offset(InstantSource.system(), Duration.ofDays(30));

    /** Addresses that no other call uses. */
    private final AtomicInteger made = new AtomicInteger();

    private final Database database;
    private final LegacyDefinition definition;
    private final String step;
    private final boolean manyAddresses;
    private final SoftAssertions everyCall;
    private final PostgresUserEmails emails;

    EveryWrite(
            Database database,
            LegacyDefinition definition,
            String step,
            boolean manyAddresses,
            SoftAssertions everyCall) {
        this.database = database;
        this.definition = definition;
        this.step = step;
        this.manyAddresses = manyAddresses;
        this.everyCall = everyCall;
        emails = PostgresUserEmails.over(database.dataSource());
    }

    void run() throws SQLException {
        register();
        changeOneAddress();
        changeWhoWasThereBefore();
        confirmByToken();
        belongToAnInstitution();
        merge();
        sweep();
        erase();
    }

    private void register() throws SQLException {
        if (definition.needsAValue()) {
            assertThatExceptionOfType(UserStorageException.class)
                    .isThrownBy(() -> emails.users().register(address()))
                    .withMessageContaining("column email_address of table users needs a value");
            return;
        }
        assertStored("register", emails.users().register(address()));
        assertStored(
                "register, told",
                PostgresUserEmails.builder(database.dataSource())
                        .recordEvents()
                        .build()
                        .users()
                        .register(address()));
    }

    private void changeOneAddress() throws SQLException {
        UserId ann = aUser();
        EmailAddress first = address();
        EmailAddress second = address();
        assertStored("add", emails.users().update(ann, (user, now) -> user.addEmail(first, now)));
        assertStored("change nothing", emails.users().update(ann, (user, now) -> user));
        assertStored("confirm", emails.users().update(ann, (user, now) -> user.confirmEmail(first, now)));
        assertStored("revoke", emails.confirmations().revoke(ann, first, RevocationReason.BOUNCED));
        assertStored("confirm again", emails.users().update(ann, (user, now) -> user.confirmEmail(first, now)));
        assertStored(
                "replace",
                emails.users()
                        .update(
                                ann,
                                (user, now) -> user.addEmail(second, now)
                                        .confirmEmail(second, now)
                                        .removeEmail(first, second)));
        assertStored("remove", emails.users().update(ann, (user, now) -> new User(ann, List.of())));
        assertStored(
                "add and confirm",
                emails.users()
                        .update(ann, (user, now) -> user.addEmail(first, now).confirmEmail(first, now)));
        if (manyAddresses) {
            assertStored("add a second", emails.users().update(ann, (user, now) -> user.addEmail(second, now)));
            assertStored("confirm it", emails.users().update(ann, (user, now) -> user.confirmEmail(second, now)));
            assertStored("promote it", emails.users().update(ann, (user, now) -> user.makePrimary(second)));
            assertStored("remove the first", emails.users().update(ann, (user, now) -> user.removeEmail(first)));
        }
    }

    /** Copied or not. */
    private void changeWhoWasThereBefore() throws SQLException {
        for (List<@Nullable String> row : database.query("select u.id from users u where u.id <= 3 order by u.id")) {
            UserId old = new UserId(Long.parseLong(String.valueOf(row.get(0))));
            EmailAddress entered = address();
            assertStored(
                    "change who was there",
                    emails.users().update(old, (user, now) -> new User(old, List.of()).addEmail(entered, now)));
            assertStored(
                    "confirm who was there",
                    emails.users().update(old, (user, now) -> user.confirmEmail(entered, now)));
        }
    }

    private void confirmByToken() throws SQLException {
        UserId ann = aUser();
        EmailAddress mail = address();
        User entered = emails.users().update(ann, (user, now) -> user.addEmail(mail, now));
        ConfirmationToken unused = emails.confirmations().request(ann, mail).token();
        assertStored("request", entered);
        int cancelled = emails.confirmations().cancel(ann);
        assertStored("cancel " + cancelled, entered);
        assertThat(emails.confirmations().confirm(unused)).isEqualTo(new ConfirmationOutcome.Refused());
        assertStored("confirm what was cancelled", entered);
        ConfirmationToken token = emails.confirmations().request(ann, mail).token();
        ConfirmationOutcome outcome = emails.confirmations().confirm(token);
        assertThat(outcome).isInstanceOf(ConfirmationOutcome.Confirmed.class);
        assertStored("confirm by token", ((ConfirmationOutcome.Confirmed) outcome).user());
    }

    private void belongToAnInstitution() throws SQLException {
        UserId ann = aUser();
        EmailAddress school = EmailAddress.parse("Person" + made.incrementAndGet() + "@northfield.example");
        assertStored("claim", emails.users().update(ann, (user, now) -> Rosters.NORTHFIELD.claim(user, school, now)));
        assertStored("release", emails.users().update(ann, (user, now) -> user.releaseFromInstitution(school)));
        User confirmed = emails.users().update(ann, (user, now) -> user.confirmEmail(school, now));
        assertStored("confirm after the release", confirmed);
        synchronize(List.of(new RosterLine("1", school)));
        assertStored(
                "claim by a roster",
                emails.users().find(ann).orElseThrow(),
                address -> address.confirmed() && address.institutionManaged());
        synchronize(List.of());
        assertStored(
                "release by a roster",
                emails.users().find(ann).orElseThrow(),
                address -> !address.confirmed() && !address.institutionManaged());
    }

    private void synchronize(List<RosterLine> lines) {
        var unused = emails.rosters()
                .synchronize(
                        Rosters.NORTHFIELD,
                        lines,
                        RosterLimits.builder().maxReleaseRatio(1).build());
    }

    private void merge() throws SQLException {
        UserId from = aUser();
        UserId into = aUser();
        EmailAddress mail = address();
        User giving = emails.users()
                .update(from, (user, now) -> user.addEmail(mail, now).confirmEmail(mail, now));
        MergePlan plan = emails.users().merge(from, into);
        assertStored("merge, from", new User(giving.id(), List.of()));
        assertStored("merge, into", plan.merged());
    }

    /** Takes addresses that nobody confirmed, and no primary one: that is all that a user has during the move. */
    private void sweep() throws SQLException {
        UserId ann = aUser();
        EmailAddress entered = address();
        EmailAddress proved = address();
        User kept = emails.users().update(ann, (user, now) -> user.addEmail(entered, now));
        if (manyAddresses) {
            kept = emails.users()
                    .update(
                            ann,
                            (user, now) -> user.addEmail(proved, now)
                                    .confirmEmail(proved, now)
                                    .removeEmail(entered, proved));
            emails.users().update(ann, (user, now) -> user.addEmail(entered, now));
        }
        int swept = PostgresUserEmails.builder(database.dataSource())
                .clock(IN_A_MONTH)
                .build()
                .upkeep()
                .removeUnconfirmed(1_000);
        everyCall.assertThat(swept).as(step + ", sweep").isEqualTo(manyAddresses ? 1 : 0);
        assertStored("sweep", kept);
    }

    private void erase() throws SQLException {
        UserId ann = aUser();
        EmailAddress mail = address();
        emails.users().update(ann, (user, now) -> user.addEmail(mail, now).confirmEmail(mail, now));
        emails.users().erase(ann);
        assertStored("erase", new User(ann, List.of()));
    }

    /** A row of the application's own, with a blank column where there is one. */
    private UserId aUser() throws SQLException {
        String insert = definition.needsAValue()
                ? "(email_address) values (repeat(' ', " + made.incrementAndGet() + "))"
                : "default values";
        return new UserId(Long.parseLong(String.valueOf(database.query("insert into users " + insert + " returning id")
                .get(0)
                .get(0))));
    }

    private EmailAddress address() {
        return EmailAddress.parse("Person" + made.incrementAndGet() + "@mail.example");
    }

    private void assertStored(String call, User returned, Predicate<UserEmailAddress> each) throws SQLException {
        assertStored(call, returned);
        everyCall
                .assertThat(returned.emailAddresses())
                .as(step + ", " + call)
                .isNotEmpty()
                .allMatch(each);
    }

    private void assertStored(String call, User returned) throws SQLException {
        List<List<@Nullable String>> rows = database.query("select e.email_address, e.normalized_email_address,"
                + " e.\"primary\", e.confirmed, e.institution_managed, coalesce(e.institution_id::text, ''),"
                + " coalesce((extract(epoch from e.confirmed_at) * 1000000)::bigint::text, '')"
                + " from user_email_addresses e where e.user_id = "
                + returned.id().value()
                + " order by e.normalized_email_address collate \"C\"");
        everyCall
                .assertThat(rows.stream().map(this::spelled).collect(Collectors.toList()))
                .as(step + ", " + call)
                .isEqualTo(expected(returned));
    }

    private List<List<String>> expected(User user) {
        List<List<String>> rows = new ArrayList<>();
        for (UserEmailAddress address : user.emailAddresses()) {
            rows.add(spelled(List.of(
                    address.address().value(),
                    address.address().normalized(),
                    address.primary() ? "t" : "f",
                    address.confirmed() ? "t" : "f",
                    address.institutionManaged() ? "t" : "f",
                    address.institution().map(id -> String.valueOf(id.value())).orElse(""),
                    address.confirmedAt()
                            .map(at -> String.valueOf(
                                    Math.multiplyExact(at.getEpochSecond(), 1_000_000L) + at.getNano() / 1_000))
                            .orElse(""))));
        }
        rows.sort(Comparator.comparing(row -> row.get(1)));
        return rows;
    }

    /** Where the application changes the spelling in its column, the change comes over; the address stays equal. */
    private List<String> spelled(List<@Nullable String> row) {
        List<String> columns = new ArrayList<>();
        for (@Nullable String column : row) {
            columns.add(String.valueOf(column));
        }
        columns.set(
                0,
                definition.isLowerCased()
                        ? columns.get(0).toLowerCase(Locale.ROOT)
                        : columns.get(0).strip());
        return columns;
    }
}
