package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random users, random changes, and every lookup held against the reference. */
class RandomUsersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    /** Few addresses for many users, so that they meet. */
    private static final int ADDRESSES = 120;

    private static final int USERS = 80;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void lookupsAgreeWithTheReferenceAfterRandomChanges(long seed) {
        StoredUsers stored = new StoredUsers(database::dataSource, "public");
        stored.removeAll();
        try (HikariDataSource pool = Pool.over(database.dataSource())) {
            Users users = JooqUsers.over(pool);
            Random random = new Random(seed);
            List<User> expected = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                expected.add(new User(stored.aUser(), List.of()));
            }

            for (int change = 0; change < 1_000; change++) {
                changeOne(users, expected, random);
            }

            assertThat(expected)
                    .anySatisfy(user -> assertThat(user.emailAddresses()).hasSizeGreaterThan(2));
            assertSame(users, new ReferenceUsers(expected), random);
        }
    }

    private static void changeOne(Users users, List<User> all, Random random) {
        int index = random.nextInt(all.size());
        User before = all.get(index);
        EmailAddress fresh = address(random.nextInt(ADDRESSES));
        EmailAddress own = any(before, fresh, random);
        int rule = random.nextInt(6);
        try {
            User after = users.update(before.id(), (user, now) -> {
                assertThat(user).isEqualTo(before);
                return switch (rule) {
                    case 0, 1 -> user.addEmail(fresh, now);
                    case 2 -> user.confirmEmail(own, now);
                    case 3 -> user.makePrimary(own);
                    case 4 -> user.removeEmail(own);
                    default -> institutionManaged(user, own);
                };
            });
            all.set(index, after);
        } catch (EmailAddressClaimedException e) {
            User owner = new ReferenceUsers(all).withEmail(own).orElseThrow();
            assertThat(owner.id()).isNotEqualTo(before.id());
        } catch (UserEmailException refused) {
            assertThat(users.find(before.id())).contains(before);
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

    private static EmailAddress any(User user, EmailAddress otherwise, Random random) {
        List<UserEmailAddress> addresses = user.emailAddresses();
        return addresses.isEmpty()
                ? otherwise
                : addresses.get(random.nextInt(addresses.size())).address();
    }

    private static EmailAddress address(int number) {
        return EmailAddress.parse("User" + number + "@School.example");
    }

    private static void assertSame(Users users, Users reference, Random random) {
        List<EmailAddress> addresses = new ArrayList<>();
        List<UserId> ids = new ArrayList<>();
        for (int i = 0; i < 2 * ADDRESSES; i++) {
            EmailAddress address = address(random.nextInt(2 * ADDRESSES));
            addresses.add(address);
            assertThat(users.withEmail(address)).isEqualTo(reference.withEmail(address));
            assertThat(users.withPrimaryEmail(address)).isEqualTo(reference.withPrimaryEmail(address));
            assertThat(users.withInstitutionManagedEmail(address))
                    .isEqualTo(reference.withInstitutionManagedEmail(address));
        }
        List<UserId> known = users.findAll(idsOf(reference)).keySet().stream().toList();
        for (int i = 0; i < 2 * USERS; i++) {
            UserId id = random.nextInt(4) == 0 ? new UserId(-i) : known.get(random.nextInt(known.size()));
            ids.add(id);
            assertThat(users.find(id)).isEqualTo(reference.find(id));
            assertThat(users.primaryEmail(id)).isEqualTo(reference.primaryEmail(id));
            assertThat(users.institutionManagedEmail(id)).isEqualTo(reference.institutionManagedEmail(id));
            int size = 1 + random.nextInt(USERS);
            assertThat(users.pageAfter(id, size)).isEqualTo(reference.pageAfter(id, size));
        }
        assertThat(users.withEmails(addresses)).containsExactlyEntriesOf(reference.withEmails(addresses));
        assertThat(users.findAll(ids)).containsExactlyEntriesOf(reference.findAll(ids));
        assertThat(users.primaryEmails(ids)).containsExactlyEntriesOf(reference.primaryEmails(ids));
        assertThat(users.institutionManagedEmails(ids))
                .containsExactlyEntriesOf(reference.institutionManagedEmails(ids));
    }

    private static List<UserId> idsOf(Users reference) {
        return reference.firstPage(USERS).stream().map(line -> line.id()).toList();
    }
}
