package io.github.useremails.sample;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Makes users one after the other, with ids from 1. The same number of users gives the same users, on every machine:
 * {@link Random} is specified to the bit, and time stands still.
 *
 * <p>All domains are reserved for examples, so nobody can be written to.
 */
public final class SampleUsers {

    /** The time at which the sample ends. */
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final long SEED = 20_260_101;

    private final Random random = new Random(SEED);
    private final SampleNames names = new SampleNames(random);
    private final List<EmailAddress> claimedByOthers = new ArrayList<>();
    private long lastId;

    /**
     * Makes the next user.
     *
     * @return a user with an id that is one larger than the last
     */
    public User next() {
        lastId++;
        names.chooseFor(lastId);
        List<UserEmailAddress> addresses = new ArrayList<>();
        if (chance(97)) {
            addPersonal(addresses);
        }
        if (chance(60)) {
            addInstitutionManaged(addresses);
        }
        if (!addresses.isEmpty()) {
            addSharedAndMistaken(addresses);
        }
        User user = new User(new UserId(lastId), addresses);
        rememberClaimed(user);
        return chance(30) ? withAnotherPrimary(user) : user;
    }

    private void addPersonal(List<UserEmailAddress> addresses) {
        addresses.add(chance(85) ? confirmed(names.personal(), true) : entered(names.personal(), true));
        if (chance(50)) {
            addresses.add(chance(70) ? confirmed(names.tagged(), false) : entered(names.tagged(), false));
        }
        if (chance(15)) {
            addresses.add(confirmed(names.international(), false));
        }
    }

    private void addInstitutionManaged(List<UserEmailAddress> addresses) {
        int institution = 1 + random.nextInt(SampleNames.INSTITUTIONS);
        boolean confirmed = chance(60);
        Instant created = earlier();
        addresses.add(new UserEmailAddress(
                EmailAddress.parse(names.atInstitution(institution)),
                addresses.isEmpty(),
                confirmed,
                true,
                Optional.of(new InstitutionId(institution)),
                confirmed ? Optional.of(soonAfter(created)) : Optional.empty(),
                created));
    }

    /** What many enter and nobody proves: the address of a team, and somebody else's by mistake. */
    private void addSharedAndMistaken(List<UserEmailAddress> addresses) {
        if (chance(12)) {
            addresses.add(entered(names.team(), false));
        }
        if (chance(2) && !claimedByOthers.isEmpty()) {
            addresses.add(entered(
                    claimedByOthers.get(random.nextInt(claimedByOthers.size())).value(), false));
        }
    }

    private UserEmailAddress confirmed(String text, boolean primary) {
        Instant created = earlier();
        return new UserEmailAddress(
                EmailAddress.parse(text),
                primary,
                true,
                false,
                Optional.empty(),
                Optional.of(soonAfter(created)),
                created);
    }

    private UserEmailAddress entered(String text, boolean primary) {
        return new UserEmailAddress(
                EmailAddress.parse(text), primary, false, false, Optional.empty(), Optional.empty(), earlier());
    }

    private void rememberClaimed(User user) {
        if (claimedByOthers.size() < 1_000 && !user.emailAddresses().isEmpty()) {
            UserEmailAddress first = user.emailAddresses().get(0);
            if (first.claimed()) {
                claimedByOthers.add(first.address());
            }
        }
    }

    private User withAnotherPrimary(User user) {
        for (UserEmailAddress emailAddress : user.emailAddresses()) {
            if (emailAddress.institutionManaged()) {
                return user.makePrimary(emailAddress.address());
            }
        }
        return user;
    }

    private Instant earlier() {
        return NOW.minus(Duration.ofMinutes(random.nextInt(3 * 365 * 24 * 60) + 14 * 24 * 60L));
    }

    private Instant soonAfter(Instant created) {
        return created.plus(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
