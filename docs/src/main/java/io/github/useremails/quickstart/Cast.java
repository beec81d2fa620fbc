package io.github.useremails.quickstart;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Who plays a part in the walk, picked from the sample while it is loaded. */
final class Cast {

    private static final int MANY = 10_000;

    private final List<User> users = new ArrayList<>();

    void audition(List<User> loaded) {
        if (users.size() < MANY) {
            users.addAll(loaded);
        }
    }

    /** Somebody with a private address to write to and a school address to be known by, neither confirmed there. */
    User student() {
        return first(user -> user.emailAddresses().size() == 2
                && user.institutionManagedEmail().isPresent()
                && !user.primaryEmail().equals(user.institutionManagedEmail())
                && user.emailAddress(managed(user)).filter(e -> !e.confirmed()).isPresent()
                && user.emailAddresses().get(0).confirmed());
    }

    /** The address of a team, which several of its people entered and none confirmed. */
    EmailAddress unconfirmed() {
        for (User user : users) {
            for (UserEmailAddress e : user.emailAddresses()) {
                if (e.address().value().startsWith("team@")) {
                    return e.address();
                }
            }
        }
        throw new IllegalStateException("nobody in the sample has the address of a team");
    }

    /** Up to so many addresses that find somebody, each a different one. */
    List<EmailAddress> claimedAddresses(int most) {
        List<EmailAddress> claimed = new ArrayList<>();
        for (User user : users) {
            for (UserEmailAddress e : user.emailAddresses()) {
                if (e.claimed() && claimed.size() < most) {
                    claimed.add(e.address());
                }
            }
        }
        return claimed;
    }

    private User first(Predicate<User> part) {
        return users.stream().filter(part).findFirst().orElseThrow();
    }

    private static EmailAddress managed(User user) {
        return user.institutionManagedEmail().orElseThrow();
    }
}
