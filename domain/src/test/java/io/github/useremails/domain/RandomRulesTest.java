package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rules one after the other, held against a map of what should be. */
class RandomRulesTest {

    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    /** What should be known of an address: whether it is confirmed, since when, and since when it is there. */
    private record Expected(boolean confirmed, Optional<Instant> confirmedAt, Instant createdAt) {}

    private final Map<EmailAddress, Expected> expected = new LinkedHashMap<>();
    private Optional<EmailAddress> primary = Optional.empty();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aUserIsWhatTheRulesSay(long seed) {
        Random random = new Random(seed);
        User user = new User(new UserId(1), List.of());
        int refusals = 0;
        for (int step = 0; step < 3_000; step++) {
            EmailAddress address = EmailAddress.parse("User" + random.nextInt(12) + "@school.example");
            Instant now = START.plusSeconds(step);
            User before = user;
            List<UserEmailAddress> addressesBefore = List.copyOf(before.emailAddresses());
            int rule = random.nextInt(4);
            boolean allowed = apply(rule, address, now);
            try {
                user = changed(user, rule, address, now);
                assertThat(allowed).isTrue();
            } catch (UserEmailException refused) {
                assertThat(allowed).isFalse();
                refusals++;
            }
            assertThat(before.emailAddresses()).isEqualTo(addressesBefore);
            assertAsExpected(user);
        }
        assertThat(refusals).isBetween(100, 2_900);
    }

    private static User changed(User user, int rule, EmailAddress address, Instant now) {
        return switch (rule) {
            case 0 -> user.addEmail(address, now);
            case 1 -> user.confirmEmail(address, now);
            case 2 -> user.makePrimary(address);
            default -> user.removeEmail(address);
        };
    }

    /** Does the same to the map, and says whether the rule allows it. */
    private boolean apply(int rule, EmailAddress address, Instant now) {
        Expected known = expected.get(address);
        boolean isPrimary = primary.equals(Optional.of(address));
        switch (rule) {
            case 0 -> {
                if (known != null) {
                    return false;
                }
                expected.put(address, new Expected(false, Optional.empty(), now));
                primary = primary.or(() -> Optional.of(address));
            }
            case 1 -> {
                if (known == null) {
                    return false;
                }
                if (!known.confirmed()) {
                    expected.put(address, new Expected(true, Optional.of(now), known.createdAt()));
                }
            }
            case 2 -> {
                if (known == null || (!known.confirmed() && !isPrimary)) {
                    return false;
                }
                primary = Optional.of(address);
            }
            default -> {
                if (known == null || isPrimary) {
                    return false;
                }
                expected.remove(address);
            }
        }
        return true;
    }

    private void assertAsExpected(User user) {
        Map<EmailAddress, Expected> actual = new LinkedHashMap<>();
        for (UserEmailAddress e : user.emailAddresses()) {
            actual.put(e.address(), new Expected(e.confirmed(), e.confirmedAt(), e.createdAt()));
        }
        assertThat(actual).containsExactlyEntriesOf(expected);
        assertThat(user.primaryEmail()).isEqualTo(primary);
    }
}
