package io.github.useremails.persistence.internal.change;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writes that turn one state of a user into another: each address that changed, and no other.
 *
 * <p>The lists are in the order in which they must be written. A user has at most one primary and one
 * institution-managed address at every moment, so an address that loses a flag is written before the address that gains
 * it. With a single statement for both, success would depend on the physical order of the rows.
 */
public record UserDifference(
        List<EmailAddress> removed,
        List<UserEmailAddress> cleared,
        List<UserEmailAddress> changed,
        List<UserEmailAddress> added) {

    public static UserDifference between(User before, User after) {
        UserDifference difference =
                new UserDifference(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (UserEmailAddress old : before.emailAddresses()) {
            Optional<UserEmailAddress> now = after.emailAddress(old.address()).filter(e -> isKept(old, e));
            if (now.isPresent()) {
                difference.compare(old, now.get());
            } else {
                difference.removed.add(old.address());
            }
        }
        for (UserEmailAddress now : after.emailAddresses()) {
            if (before.emailAddress(now.address()).filter(e -> isKept(e, now)).isEmpty()) {
                difference.added.add(now);
            }
        }
        return difference;
    }

    /** An address that was removed and added again is a new row: it is added last, and unconfirmed. */
    private static boolean isKept(UserEmailAddress old, UserEmailAddress now) {
        return old.createdAt().equals(now.createdAt());
    }

    private void compare(UserEmailAddress old, UserEmailAddress now) {
        boolean losesPrimary = old.primary() && !now.primary();
        boolean losesInstitutionManaged = old.institutionManaged() && !now.institutionManaged();
        UserEmailAddress current = old;
        if (losesPrimary || losesInstitutionManaged) {
            current = withoutGains(old, now);
            cleared.add(current);
        }
        if (!same(current, now)) {
            changed.add(now);
        }
    }

    private static UserEmailAddress withoutGains(UserEmailAddress old, UserEmailAddress now) {
        boolean institutionManaged = old.institutionManaged() && now.institutionManaged();
        Optional<InstitutionId> institution = institutionManaged ? now.institution() : Optional.empty();
        return new UserEmailAddress(
                now.address(),
                old.primary() && now.primary(),
                now.confirmed(),
                institutionManaged,
                institution,
                now.confirmedAt(),
                now.createdAt());
    }

    /** Compares the spelling, too, since equal addresses may differ in it. */
    private static boolean same(UserEmailAddress one, UserEmailAddress other) {
        return one.equals(other) && one.address().value().equals(other.address().value());
    }
}
