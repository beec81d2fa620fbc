package io.github.useremails.persistence;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationToken;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.VerifiedDomain;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Every call that asks the database, among {@link BusyUsers}; those that write have users of their own. */
record EveryCall(PostgresUserEmails emails) {

    private static final Institution INSTITUTION =
            Institution.of(new InstitutionId(50), VerifiedDomain.of("school.example"));

    /** After all that is in the database, so that a sweep finds something. */
    private static final InstantSource IN_A_MONTH = InstantSource.offset(InstantSource.system(), Duration.ofDays(30));

    static EveryCall on(DataSource dataSource) {
        return new EveryCall(
                PostgresUserEmails.builder(dataSource).recordEvents().build());
    }

    /** In an order in which they can be run. */
    Map<String, Runnable> inOrder(DataSource dataSource) {
        EmailAddress added = EmailAddress.parse("added@school.example");
        List<ConfirmationToken> tokens = new ArrayList<>();
        PostgresUserEmails later =
                PostgresUserEmails.builder(dataSource).clock(IN_A_MONTH).build();
        EventOutbox outbox = emails.outbox();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        for (Lookup lookup : Lookup.all()) {
            calls.put(lookup.name(), () -> lookup.call().accept(emails.users()));
        }
        calls.put("register", () -> emails.users().register(EmailAddress.parse("new@school.example")));
        calls.put("update, add", () -> emails.users().update(id(10), (user, now) -> user.addEmail(added, now)));
        calls.put("update, confirm", () -> emails.users().update(id(10), (user, now) -> user.confirmEmail(added, now)));
        calls.put("update, promote", () -> emails.users().update(id(10), (user, now) -> user.makePrimary(added)));
        calls.put("update, remove", () -> emails.users().update(id(10), (user, now) -> user.removeEmail(address(10))));
        calls.put("planMerge", () -> emails.users().planMerge(id(20), id(22)));
        calls.put("merge", () -> emails.users().merge(id(20), id(22)));
        calls.put("erase", () -> emails.users().erase(id(25)));
        calls.put("request", () -> tokens.add(request(31)));
        calls.put("peek", () -> emails.confirmations().peek(tokens.get(0)));
        calls.put("confirm", () -> emails.confirmations().confirm(tokens.get(0)));
        calls.put("cancel", () -> emails.confirmations().cancel(id(1_010)));
        calls.put("revoke", () -> emails.confirmations().revoke(id(31), address(31), RevocationReason.BOUNCED));
        calls.put("sweep", () -> later.upkeep().removeUnconfirmed(100));
        calls.put("claim", () -> outbox.claim(100, Duration.ofMinutes(5)));
        calls.put(
                "acknowledge",
                () -> outbox.acknowledge(outbox.claim(1, Duration.ofMinutes(5)).get(0)));
        calls.put("suspended", () -> outbox.suspended(10).forEach(outbox::release));
        calls.put(
                "retry",
                () -> outbox.retryLater(outbox.claim(1, Duration.ofMinutes(5)).get(0)));
        calls.put("release", () -> outbox.release(new OutboxMessage(1, 1, new UserEmailEvent.Erased(new UserId(1)))));
        calls.put("expire", () -> later.upkeep().expireHistory(Duration.ofDays(365), 100));
        calls.put("plan", () -> emails.rosters().plan(INSTITUTION, roster()));
        calls.put(
                "synchronize",
                () -> emails.rosters()
                        .synchronize(
                                INSTITUTION,
                                roster(),
                                RosterLimits.builder().maxReleaseRatio(1).build()));
        calls.put("resume", () -> emails.rosters().resume(INSTITUTION.id(), 500));
        calls.put("withExternalKey", () -> emails.rosters().withExternalKey(INSTITUTION.id(), "member2149"));
        calls.put(
                "withExternalKeys",
                () -> emails.rosters().withExternalKeys(INSTITUTION.id(), List.of("member2149", "member2249")));
        calls.put(
                "synchronize, refused by a listener",
                () -> PostgresUserEmails.builder(dataSource)
                        .listener(EveryCall::refuse)
                        .build()
                        .rosters()
                        .synchronize(
                                INSTITUTION,
                                exchange(),
                                RosterLimits.everybody().toBuilder()
                                        .batchSize(1)
                                        .build()));
        calls.put("waiting", () -> emails.rosters().waiting(10));
        calls.put("abandon", () -> emails.rosters().abandon(INSTITUTION.id()));
        calls.put("forget", () -> emails.rosters().forget(INSTITUTION.id(), "member2149"));
        return calls;
    }

    private ConfirmationToken request(int user) {
        return emails.confirmations()
                .request(id(user), ManyUsers.secondAddress(user))
                .token();
    }

    /** Some whom the institution has already, some whom it does not have yet, and it is to give up the others. */
    private static List<RosterLine> roster() {
        return IntStream.rangeClosed(1, 100)
                .map(i -> 2_049 + i * 100)
                .mapToObj(user -> new RosterLine("member" + user, ManyUsers.confirmedAddress(user)))
                .toList();
    }

    /** Two who are written together, and everybody else is to be released. */
    private static List<RosterLine> exchange() {
        return List.of(
                new RosterLine("member2149", ManyUsers.confirmedAddress(2_249)),
                new RosterLine("member2249", ManyUsers.confirmedAddress(2_149)));
    }

    private static void refuse(UserEmailEvent event, Connection connection) {
        throw new IllegalStateException("not this one");
    }

    private static EmailAddress address(int user) {
        return ManyUsers.confirmedAddress(user);
    }

    private static UserId id(int user) {
        return new UserId(user);
    }
}
