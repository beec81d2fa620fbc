package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.RosterLimits;
import io.github.useremails.domain.RosterLine;
import io.github.useremails.domain.RosterLineOutcome;
import io.github.useremails.domain.RosterOutcome;
import io.github.useremails.domain.RosterReport;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.reference.ReferenceUsers;
import io.github.useremails.postgres.PostgresDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of users in SQL, held against the rules for one user in Java. */
class RandomRostersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int USERS = 40;
    private static final int ADDRESSES = 60;
    private static final int CHANGES = 120;
    private static final int NIGHTS = 8;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rostersDoWhatTheRulesSay(long seed) {
        StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
        stored.removeAll();
        InstantSource clock = () -> now;
        Random random = new Random(seed);
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            ids.add(stored.aUser());
        }
        try (HikariDataSource pool = Pool.over(database.dataSource())) {
            JooqUsers users = JooqUsers.over(pool, UsersSettings.standard().withClock(clock));
            assertThat(nights(users, ids, clock, random)).isGreaterThan(NIGHTS * 5);
        }
    }

    /** How many users were changed by rosters. */
    private int nights(JooqUsers users, List<UserId> ids, InstantSource clock, Random random) {
        int written = 0;
        for (int night = 0; night < NIGHTS; night++) {
            for (int i = 0; i < CHANGES; i++) {
                now = now.plusSeconds(1);
                change(users, ids.get(random.nextInt(USERS)), random);
            }
            ReferenceUsers reference = new ReferenceUsers(clock);
            users.findAll(ids).values().forEach(reference::put);
            List<RosterLine> roster = roster(random);
            RosterReport plan = users.rosters().plan(NORTHFIELD, roster);

            RosterOutcome outcome = users.rosters().synchronize(NORTHFIELD, roster, new RosterLimits(1, 3));

            assertThat(outcome).isEqualTo(new RosterOutcome.Synchronized(plan));
            written += apply(reference, plan, roster);
            assertThat(users.findAll(ids)).isEqualTo(reference.findAll(ids));
        }
        return written;
    }

    private static void change(JooqUsers users, UserId id, Random random) {
        EmailAddress address = address(random.nextInt(ADDRESSES));
        int rule = random.nextInt(6);
        try {
            users.update(id, (user, time) -> switch (rule) {
                case 0, 1 -> user.addEmail(address, time);
                case 2 -> user.addEmail(address, time).confirmEmail(address, time);
                case 3 -> user.confirmEmail(user.primaryEmail().orElse(address), time);
                case 4 -> user.makePrimary(address);
                default -> user.claimForInstitution(address, NORTHFIELD.id(), time);
            });
        } catch (UserEmailException expected) {
            assertThat(expected).hasNoCause();
        }
    }

    private static List<RosterLine> roster(Random random) {
        List<RosterLine> roster = new ArrayList<>();
        for (int key = 0; key < ADDRESSES / 2; key++) {
            if (random.nextInt(5) > 0) {
                roster.add(new RosterLine("key" + key, address(random.nextInt(ADDRESSES))));
            }
        }
        return roster;
    }

    /** How many users the report changes. */
    private int apply(ReferenceUsers reference, RosterReport report, List<RosterLine> roster) {
        int written = 0;
        for (int i = 0; i < roster.size(); i++) {
            EmailAddress address = roster.get(i).address();
            RosterLineOutcome outcome = report.lines().get(i);
            if (outcome instanceof RosterLineOutcome.Claimed claimed) {
                reference.update(claimed.user(), (user, time) -> NORTHFIELD.claim(user, address, time));
                written++;
            } else if (outcome instanceof RosterLineOutcome.Moved moved) {
                reference.update(moved.user(), (user, time) -> NORTHFIELD.move(user, address, time));
                written++;
            }
        }
        for (UserId released : report.released()) {
            reference.update(
                    released,
                    (User user, Instant time) -> user.releaseFromInstitution(
                            user.institutionManagedEmail().orElseThrow()));
            written++;
        }
        return written;
    }

    private static EmailAddress address(int number) {
        return EmailAddress.parse("User" + number + (number % 3 == 0 ? "@mail.example" : "@northfield.example"));
    }
}
