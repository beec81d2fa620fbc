package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random files, as institutions send them, against {@link RosterModel}. */
@Tag("slow")
class RandomRostersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final InstitutionId ELSEWHERE = new InstitutionId(8);
    private static final int USERS = 24;
    private static final int ADDRESSES = 40;
    private static final int KEYS = 24;
    private static final int CHANGES = 15;
    private static final int NIGHTS = 12;

    private final RosterModel model = new RosterModel(NORTHFIELD);
    private final List<UserEmailEvent> told = new ArrayList<>();
    private final Map<String, Integer> outcomes = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rostersDoWhatTheRulesSay(long seed) throws SQLException {
        StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
        stored.removeAll();
        Random random = new Random(seed);
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            ids.add(stored.aUser(
                    StoredAddress.confirmed("user" + i + "@northfield.example").andPrimary()));
        }
        try (HikariDataSource pool = Pool.over(database.dataSource())) {
            PostgresUserEmails emails = PostgresUserEmails.builder(pool)
                    .clock(() -> now)
                    .listener((event, connection) -> told.add(event))
                    .build();
            for (int night = 0; night < NIGHTS; night++) {
                night(emails, ids, random);
            }
        }
        assertThat(outcomes).containsKeys("Claimed", "Moved", "Unchanged", "Unknown");
        assertThat(outcomes).hasSizeGreaterThanOrEqualTo(8);
    }

    private void night(PostgresUserEmails emails, List<UserId> ids, Random random) throws SQLException {
        for (int i = 0; i < CHANGES; i++) {
            now = now.plusSeconds(1);
            change(emails, ids.get(random.nextInt(USERS)), random);
        }
        now = now.plusSeconds(1);
        model.look(emails.users().findAll(ids));
        List<RosterLine> roster = roster(random);
        // Told user by user, and each as the batch finds the user: with one batch, as the model does.
        int size = random.nextBoolean() ? 500 : 1;
        RosterReport plan = emails.rosters().plan(NORTHFIELD, decorated(roster, random));
        told.clear();

        RosterOutcome outcome = emails.rosters()
                .synchronize(
                        NORTHFIELD,
                        roster,
                        RosterLimits.everybody().toBuilder().batchSize(size).build());

        RosterModel.Run expected = model.run(roster, now);
        assertThat(plan.lines()).isEqualTo(expected.lines());
        assertThat(plan.released()).isEqualTo(expected.released());
        assertThat(outcome).isEqualTo(new RosterOutcome.Synchronized(plan, Optional.empty()));
        if (size > 1) {
            assertThat(emails.users().findAll(ids)).isEqualTo(model.users());
        } else {
            // Who loses an address before getting one of the institution has chosen another primary address by then.
            assertThat(addresses(emails.users().findAll(ids))).isEqualTo(addresses(model.users()));
        }
        assertThat(keys()).isEqualTo(model.keys());
        if (size > 1) {
            assertThat(told.stream().collect(groupingBy(UserEmailEvent::user))).isEqualTo(expected.events());
        }
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
        expected.lines().forEach(line -> outcomes.merge(kind(line), 1, Integer::sum));
    }

    /** All that is known of them but which one is the primary. */
    private static List<UserEmailAddress> addresses(Map<UserId, User> users) {
        return users.values().stream()
                .flatMap(user -> user.emailAddresses().stream())
                .map(e -> new UserEmailAddress(
                        e.address(),
                        false,
                        e.confirmed(),
                        e.institutionManaged(),
                        e.institution(),
                        e.confirmedAt(),
                        e.createdAt()))
                .toList();
    }

    private static String kind(RosterLineOutcome line) {
        return line instanceof RosterLineOutcome.Conflict conflict
                ? conflict.reason().name()
                : line.getClass().getSimpleName();
    }

    private static Map<String, UserId> keys() throws SQLException {
        Map<String, UserId> keys = new TreeMap<>();
        database.query("select external_key, user_id from user_email_institution_members")
                .forEach(row -> keys.put(row.get(0), new UserId(Long.parseLong(row.get(1)))));
        return keys;
    }

    private static void change(PostgresUserEmails emails, UserId id, Random random) {
        EmailAddress address = address(random.nextInt(ADDRESSES));
        int rule = random.nextInt(9);
        try {
            User unused = emails.users().update(id, (user, time) -> switch (rule) {
                case 0, 1 -> user.addEmail(address, time);
                case 2 -> user.addEmail(address, time).confirmEmail(address, time);
                case 3 -> user.confirmEmail(user.primaryEmail().orElse(address), time);
                case 4 -> user.makePrimary(user.institutionManagedEmail().orElse(address));
                case 5 -> user.claimForInstitution(address, random.nextInt(4) == 0 ? ELSEWHERE : NORTHFIELD.id(), time);
                case 6 -> user.leaveInstitution(user.institutionManagedEmail().orElse(address));
                case 7 ->
                    user.releaseFromInstitution(user.institutionManagedEmail().orElse(address));
                default -> user.removeEmail(address);
            });
        } catch (UserEmailException expected) {
            assertThat(expected).hasNoCause();
        }
    }

    /** The last file as the institution has it in its books, with what happens in a day. */
    private List<RosterLine> roster(Random random) {
        TreeMap<String, EmailAddress> book = new TreeMap<>();
        for (int key = 0; key < KEYS; key++) {
            String name = "key" + key;
            UserId known = model.keys().get(name);
            User user = known == null ? null : model.users().get(known);
            EmailAddress current = user == null
                    ? address(random.nextInt(ADDRESSES))
                    : user.institutionManagedEmail().orElse(address(random.nextInt(ADDRESSES)));
            if (random.nextInt(8) > 0) {
                book.put(name, random.nextInt(8) == 0 ? address(random.nextInt(ADDRESSES)) : current);
            }
        }
        rotate(book, 2 + random.nextInt(4), random);
        rotate(book, 2, random);
        List<RosterLine> roster = new ArrayList<>();
        book.forEach((key, address) -> roster.add(new RosterLine(key, address)));
        if (random.nextInt(3) == 0) {
            roster.add(new RosterLine("key" + random.nextInt(KEYS), address(random.nextInt(ADDRESSES))));
        }
        if (random.nextInt(3) == 0) {
            roster.add(new RosterLine("foreign", EmailAddress.parse("somebody@mail.example")));
        }
        Collections.shuffle(roster, random);
        return roster;
    }

    /** Some people give their addresses round. */
    private static void rotate(Map<String, EmailAddress> book, int people, Random random) {
        List<String> names = new ArrayList<>(book.keySet());
        Collections.shuffle(names, random);
        List<String> circle = names.subList(0, people);
        EmailAddress first = Objects.requireNonNull(book.get(circle.get(0)));
        for (int i = 0; i + 1 < people; i++) {
            book.put(circle.get(i), Objects.requireNonNull(book.get(circle.get(i + 1))));
        }
        book.put(circle.get(people - 1), first);
    }

    /** The same file as a spreadsheet exports it: lines twice, and characters that nobody sees. */
    private static List<RosterLine> decorated(List<RosterLine> roster, Random random) {
        List<RosterLine> decorated = new ArrayList<>();
        for (RosterLine line : roster) {
            decorated.add(new RosterLine("\uFEFF" + line.externalKey() + " \r\n", line.address()));
            if (random.nextInt(4) == 0) {
                decorated.add(new RosterLine("\u200B" + line.externalKey(), line.address()));
            }
        }
        return decorated;
    }

    private static EmailAddress address(int number) {
        return EmailAddress.parse("User" + number + "@northfield.example");
    }
}
