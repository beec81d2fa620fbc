package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rules on random users. Each step is compared with a table of plain values and with the invariants. */
class RandomRulesTest {

    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final int USERS = 100;
    private static final int STEPS = 60;

    /** Few, so that they collide. */
    private static final int ADDRESSES = 8;

    private enum Rule {
        ADD,
        CONFIRM,
        PROMOTE,
        REMOVE
    }

    /** The exceptions that occurred with a seed: a walk without one of them would not test it. */
    private final Set<Class<? extends UserEmailException>> refusals = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 20_261_120})
    void aUserMatchesTheExpectedUser(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < USERS; i++) {
            walk(random);
        }

        assertThat(refusals)
                .containsExactlyInAnyOrder(
                        DuplicateEmailAddressException.class,
                        UnknownEmailAddressException.class,
                        UnconfirmedPrimaryException.class,
                        InstitutionManagedException.class,
                        PrimaryRequiredException.class);
    }

    private void walk(Random random) {
        User user = aRandomUser(random);
        ExpectedUser expected = new ExpectedUser(user);
        for (int step = 0; step < STEPS; step++) {
            Rule rule = Rule.values()[random.nextInt(Rule.values().length)];
            String text = aText(random.nextInt(ADDRESSES), random);
            Instant now = START.plusSeconds(step);
            User before = user;
            List<ExpectedUser.Line> linesBefore = ExpectedUser.linesOf(before);

            Optional<Class<? extends UserEmailException>> refusal = apply(rule, expected, text, now);
            try {
                user = apply(rule, before, EmailAddress.parse(text), now);
                assertThat(refusal).as("%s was allowed", rule).isEmpty();
            } catch (UserEmailException refused) {
                assertThat(refusal).as("%s was refused", rule).contains(refused.getClass());
                refusals.add(refused.getClass());
            }

            assertThat(ExpectedUser.linesOf(user)).isEqualTo(expected.lines());
            assertThat(ExpectedUser.linesOf(before)).isEqualTo(linesBefore);
            assertInvariants(before, user);
        }
    }

    private static User apply(Rule rule, User user, EmailAddress address, Instant now) {
        return switch (rule) {
            case ADD -> user.addEmail(address, now);
            case CONFIRM -> user.confirmEmail(address, now);
            case PROMOTE -> user.makePrimary(address);
            case REMOVE -> user.removeEmail(address);
        };
    }

    private static Optional<Class<? extends UserEmailException>> apply(
            Rule rule, ExpectedUser expected, String text, Instant now) {
        return switch (rule) {
            case ADD -> expected.add(text, now);
            case CONFIRM -> expected.confirm(text, now);
            case PROMOTE -> expected.promote(text);
            case REMOVE -> expected.remove(text);
        };
    }

    private static void assertInvariants(User before, User after) {
        List<UserEmailAddress> all = after.emailAddresses();
        assertThat(all).filteredOn(UserEmailAddress::primary).hasSizeLessThanOrEqualTo(1);
        assertThat(all).filteredOn(UserEmailAddress::institutionManaged).hasSizeLessThanOrEqualTo(1);
        assertThat(all).extracting(e -> e.address().normalized()).doesNotHaveDuplicates();
        assertThat(after.id()).isEqualTo(before.id());
        if (before.primaryEmail().isPresent()) {
            assertThat(after.primaryEmail()).isPresent();
        }
        // Confirming or promoting an address never removes its institution.
        assertThat(all)
                .filteredOn(UserEmailAddress::institutionManaged)
                .allSatisfy(e -> assertThat(before.institutionManagedEmail()).contains(e.address()));
    }

    /** Returns a user in any readable state, including without a primary address or with an unconfirmed one. */
    private static User aRandomUser(Random random) {
        int size = random.nextInt(5);
        int primary = random.nextInt(6);
        int institutionManaged = random.nextInt(6);
        List<UserEmailAddress> addresses = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean confirmed = random.nextBoolean();
            boolean managed = i == institutionManaged;
            addresses.add(new UserEmailAddress(
                    EmailAddress.parse(aText(i, random)),
                    i == primary,
                    confirmed,
                    managed,
                    managed && random.nextBoolean() ? Optional.of(new InstitutionId(i)) : Optional.empty(),
                    confirmed && random.nextBoolean() ? Optional.of(START.minusSeconds(i)) : Optional.empty(),
                    START.minusSeconds(10)));
        }
        return new User(new UserId(random.nextLong()), addresses);
    }

    /** Returns one of a few addresses, in one of its spellings. */
    private static String aText(int number, Random random) {
        String localPart = "inge" + number;
        return (random.nextBoolean() ? localPart : localPart.toUpperCase(Locale.ROOT)) + "@school.example";
    }
}
