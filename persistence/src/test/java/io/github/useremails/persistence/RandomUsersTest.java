package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressLimits;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.reference.ReferenceUsers;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random users, random changes, and every answer held against the reference. */
@Tag("slow")
class RandomUsersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    /** Few addresses for many users, so that they meet. */
    private static final int ADDRESSES = 120;

    private static final int USERS = 80;
    private static final int CHANGES = 1_500;

    private Instant now = Instant.parse("2026-01-01T00:00:00.123456789Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void usersAgreeWithTheReference(long seed) {
        StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
        stored.removeAll();
        InstantSource clock = () -> now;
        Random random = new Random(seed);
        try (HikariDataSource pool = Pool.over(database.dataSource())) {
            Users users = PostgresUserEmails.builder(pool)
                    .clock(clock)
                    .limits(EmailAddressLimits.builder().addresses(1_000).build())
                    .build()
                    .users();
            ReferenceUsers reference = new ReferenceUsers(clock);
            List<UserId> ids = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                UserId id = stored.aUser();
                reference.put(new User(id, List.of()));
                ids.add(id);
            }

            int refused = 0;
            for (int i = 0; i < CHANGES; i++) {
                now = now.plusSeconds(1);
                refused += changeBoth(users, reference, ids.get(random.nextInt(USERS)), random) ? 0 : 1;
            }

            assertThat(refused).isBetween(CHANGES / 20, CHANGES * 19 / 20);
            assertSameLookups(users, reference, ids, random);
        }
    }

    /** Says whether the change was allowed. */
    private static boolean changeBoth(Users users, Users reference, UserId id, Random random) {
        EmailAddress fresh = address(random.nextInt(ADDRESSES));
        List<UserEmailAddress> addresses = reference.find(id).orElseThrow().emailAddresses();
        EmailAddress own = addresses.isEmpty()
                ? fresh
                : addresses.get(random.nextInt(addresses.size())).address();
        int rule = random.nextInt(7);
        UserChange change = (user, time) -> switch (rule) {
            case 0, 1 -> user.addEmail(fresh, time);
            case 2 -> user.confirmEmail(own, time);
            case 3 -> user.makePrimary(own);
            case 4 -> user.removeEmail(own);
            case 5 -> user.removeEmail(own).addEmail(own, time);
            default -> institutionManaged(user, own);
        };

        Object expected = answer(reference, id, change);
        assertThat(answer(users, id, change)).isEqualTo(expected);
        assertThat(users.find(id)).isEqualTo(reference.find(id));
        return expected instanceof User;
    }

    /** The changed user, or the class of the error. */
    private static Object answer(Users users, UserId id, UserChange change) {
        try {
            return users.update(id, change);
        } catch (UserEmailException refused) {
            return refused.getClass();
        }
    }

    private static User institutionManaged(User user, EmailAddress managed) {
        List<UserEmailAddress> addresses = new ArrayList<>();
        for (UserEmailAddress e : user.emailAddresses()) {
            addresses.add(new UserEmailAddress(
                    e.address(),
                    e.primary(),
                    e.confirmed(),
                    e.address().equals(managed),
                    Optional.empty(),
                    e.confirmedAt(),
                    e.createdAt()));
        }
        return new User(user.id(), addresses);
    }

    private static EmailAddress address(int number) {
        return EmailAddress.parse("User" + number + "@School.example");
    }

    private static void assertSameLookups(Users users, Users reference, List<UserId> known, Random random) {
        List<EmailAddress> addresses = new ArrayList<>();
        for (int i = 0; i < 2 * ADDRESSES; i++) {
            EmailAddress address = address(random.nextInt(2 * ADDRESSES));
            addresses.add(address);
            assertThat(users.withEmail(address)).isEqualTo(reference.withEmail(address));
            assertThat(users.withPrimaryEmail(address)).isEqualTo(reference.withPrimaryEmail(address));
            assertThat(users.withInstitutionManagedEmail(address))
                    .isEqualTo(reference.withInstitutionManagedEmail(address));
        }
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < 2 * USERS; i++) {
            UserId id = random.nextInt(4) == 0 ? new UserId(-i) : known.get(random.nextInt(known.size()));
            ids.add(id);
            assertThat(users.primaryEmail(id)).isEqualTo(reference.primaryEmail(id));
            assertThat(users.institutionManagedEmail(id)).isEqualTo(reference.institutionManagedEmail(id));
            assertThat(users.pageAfter(id, 1 + i)).isEqualTo(reference.pageAfter(id, 1 + i));
        }
        List<UserSummary> all = users.firstPage(USERS);
        assertThat(all).isEqualTo(reference.firstPage(USERS));
        assertThat(users.withEmails(addresses)).containsExactlyEntriesOf(reference.withEmails(addresses));
        assertThat(users.findAll(ids)).containsExactlyEntriesOf(reference.findAll(ids));
        assertThat(users.primaryEmails(ids)).containsExactlyEntriesOf(reference.primaryEmails(ids));
        assertThat(users.institutionManagedEmails(ids))
                .containsExactlyEntriesOf(reference.institutionManagedEmails(ids));
    }
}
