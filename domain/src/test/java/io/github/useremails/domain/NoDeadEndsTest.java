package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody is locked out: from every state of a user, ordinary commands lead to a primary address that belongs to the
 * user and whose mail the user receives. The search covers all states of up to three addresses, including those that
 * only an institution, a legacy column or raw SQL can create.
 */
class NoDeadEndsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UserId ANN = new UserId(1);

    /** Some of the three mailboxes are lost; the user can always create a new one. */
    private static final List<EmailAddress> THREE = List.of(
            EmailAddress.parse("a@mail.example"),
            EmailAddress.parse("b@mail.example"),
            EmailAddress.parse("c@mail.example"));

    private static final EmailAddress FRESH = EmailAddress.parse("fresh@mail.example");

    /** Tests the lowest possible limit, and the number of addresses in the search. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void everyStateLeadsToAReachableUser(int mostAddresses) {
        int states = 0;
        for (int alive = 0; alive < 8; alive++) {
            Set<EmailAddress> readable = readable(alive);
            for (User user : allUsers()) {
                states++;
                assertThat(canBecomeReachable(user, readable, mostAddresses))
                        .as("%s, readable %s", user, readable)
                        .isTrue();
            }
        }
        assertThat(states).isGreaterThan(1_000);
    }

    private static boolean canBecomeReachable(User start, Set<EmailAddress> readable, int mostAddresses) {
        Set<User> seen = new HashSet<>(Set.of(start));
        Queue<User> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            User user = next.remove();
            if (isReachable(user, readable)) {
                return true;
            }
            for (User following : following(user, readable, mostAddresses)) {
                if (seen.add(following)) {
                    next.add(following);
                }
            }
        }
        return false;
    }

    private static boolean isReachable(User user, Set<EmailAddress> readable) {
        return user.primaryEmail()
                .flatMap(user::emailAddress)
                .filter(e -> e.claimed() && readable.contains(e.address()))
                .isPresent();
    }

    /** Returns what the user alone can reach: only a user who receives its mail can confirm an address. */
    private static List<User> following(User user, Set<EmailAddress> readable, int mostAddresses) {
        List<User> following = new ArrayList<>();
        if (user.emailAddresses().size() < mostAddresses) {
            attempt(user, before -> before.addEmail(FRESH, NOW), following);
        }
        for (UserEmailAddress e : user.emailAddresses()) {
            if (readable.contains(e.address())) {
                attempt(user, before -> before.confirmEmail(e.address(), NOW), following);
            }
            attempt(user, before -> before.makePrimary(e.address()), following);
            attempt(user, before -> before.removeEmail(e.address()), following);
        }
        return following;
    }

    /** Applies a command as an update does: a user with addresses must have a primary one afterwards. */
    private static void attempt(User user, UnaryOperator<User> command, List<User> following) {
        try {
            User changed = command.apply(user);
            if (changed.emailAddresses().isEmpty() || changed.primaryEmail().isPresent()) {
                following.add(changed);
            }
        } catch (UserEmailException refused) {
            assertThat(refused).hasNoCause();
        }
    }

    private static Set<EmailAddress> readable(int alive) {
        Set<EmailAddress> readable = new HashSet<>(Set.of(FRESH));
        for (int i = 0; i < THREE.size(); i++) {
            if ((alive & 1 << i) != 0) {
                readable.add(THREE.get(i));
            }
        }
        return readable;
    }

    /** Each address is absent or in one of the four states of a claim; one is primary, if there are any. */
    private static List<User> allUsers() {
        List<User> users = new ArrayList<>();
        for (int kinds = 0; kinds < 5 * 5 * 5; kinds++) {
            for (int primary = 0; primary < THREE.size(); primary++) {
                user(kinds, primary).ifPresent(users::add);
            }
        }
        users.add(new User(ANN, List.of()));
        return users;
    }

    private static Optional<User> user(int kinds, int primary) {
        List<UserEmailAddress> addresses = new ArrayList<>();
        int rest = kinds;
        int managed = 0;
        for (int i = 0; i < THREE.size(); i++) {
            int kind = rest % 5;
            rest /= 5;
            if (kind > 0) {
                boolean confirmed = (kind - 1 & 1) != 0;
                boolean institutionManaged = (kind - 1 & 2) != 0;
                managed += institutionManaged ? 1 : 0;
                addresses.add(new UserEmailAddress(
                        THREE.get(i),
                        i == primary,
                        confirmed,
                        institutionManaged,
                        Optional.empty(),
                        Optional.empty(),
                        NOW));
            }
        }
        boolean possible = managed < 2 && addresses.stream().anyMatch(UserEmailAddress::primary);
        return possible ? Optional.of(new User(ANN, addresses)) : Optional.empty();
    }
}
