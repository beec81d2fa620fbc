package io.github.useremails.quickstart;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many at once. */
record BulkTour(Users users, Cast cast, Screen screen, Meter meter) {

    private static final int ADDRESSES = 10_000;

    void go() {
        screen.heading("7. A page of users, each with both addresses");
        meter.show("users.pageAfter(new UserId(500), 5)", () -> users.pageAfter(new UserId(500), 5), BulkTour::table);

        screen.heading("8. A roster of 10,000 lines");
        List<EmailAddress> roster = new ArrayList<>(cast.claimedAddresses(ADDRESSES - ADDRESSES / 10));
        while (roster.size() < ADDRESSES) {
            roster.add(EmailAddress.parse("unknown" + roster.size() + "@school.example"));
        }
        meter.show(
                "users.withEmails(roster)",
                () -> users.withEmails(roster),
                found -> List.of(String.format(
                        Locale.ROOT, "%,d of %,d addresses belong to somebody", found.size(), roster.size())));
    }

    private static List<String> table(List<UserSummary> page) {
        List<String> lines = new ArrayList<>();
        for (UserSummary line : page) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%6d  %-36s %s",
                    line.id().value(),
                    Screen.of(line.primaryEmail(), "-"),
                    Screen.of(line.institutionManagedEmail(), "-")));
        }
        return lines;
    }
}
