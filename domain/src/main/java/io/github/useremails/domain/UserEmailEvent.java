package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What happened to the addresses of a user, in the words of the domain. */
public sealed interface UserEmailEvent {

    /**
     * The user of the event.
     *
     * @return the user
     */
    UserId user();

    /**
     * The user has a new address.
     *
     * @param user the user
     * @param address the address, not yet anybody's unless a further event says so
     */
    record Added(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * The user proved access to an address.
     *
     * @param user the user
     * @param address the address
     */
    record Confirmed(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * A confirmation does not hold any more.
     *
     * @param user the user
     * @param address the address
     */
    record ConfirmationLost(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * An institution vouches for an address.
     *
     * @param user the user
     * @param address the address
     */
    record ClaimedForInstitution(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * An institution does not vouch for an address of the user any more: it has taken the address back, the address was
     * removed, or a merge took it away. If a merge gave it to another user of the same institution,
     * {@link ClaimedForInstitution} follows for that user; if it does not follow, the institution has lost its claim.
     *
     * @param user the user
     * @param address the address
     * @param reachable whether mail goes to an address that belongs to the user; if not, the user should be asked for
     *     one by other means
     */
    record ReleasedFromInstitution(UserId user, EmailAddress address, boolean reachable) implements UserEmailEvent {}

    /**
     * Mail goes elsewhere. Tell both: the old address learns of it even if somebody else made the change.
     *
     * @param user the user
     * @param before where mail went; empty for the first address
     * @param after where mail goes; empty if there is no address left
     */
    record PrimaryChanged(UserId user, Optional<EmailAddress> before, Optional<EmailAddress> after)
            implements UserEmailEvent {}

    /**
     * The user does not have an address any more.
     *
     * @param user the user
     * @param address the address
     */
    record Removed(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * Another user entered an address that belongs to this user. Write to this user only: to the other one, an owned
     * address must look like a free one.
     *
     * @param user the owner of the address
     * @param address the address, as the owner spells it
     */
    record EnteredByAnother(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * All that was known of the user's addresses is gone.
     *
     * @param user the user
     */
    record Erased(UserId user) implements UserEmailEvent {}

    /**
     * Tells what happened for a user to become another.
     *
     * @param before the user as it was
     * @param after the user as it is
     * @return the events: each address by itself in the order of the addresses, then the primary, then what was removed
     */
    static List<UserEmailEvent> between(User before, User after) {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        List<UserEmailEvent> events = new ArrayList<>();
        for (UserEmailAddress now : after.emailAddresses()) {
            Optional<UserEmailAddress> old = before.emailAddress(now.address());
            if (old.isEmpty()) {
                events.add(new Added(after.id(), now.address()));
            }
            addChanges(events, old, now, after);
        }
        if (!before.primaryEmail().equals(after.primaryEmail())) {
            events.add(new PrimaryChanged(after.id(), before.primaryEmail(), after.primaryEmail()));
        }
        for (UserEmailAddress old : before.emailAddresses()) {
            if (after.emailAddress(old.address()).isEmpty()) {
                if (old.institutionManaged()) {
                    events.add(new ReleasedFromInstitution(after.id(), old.address(), isReachable(after)));
                }
                events.add(new Removed(after.id(), old.address()));
            }
        }
        return List.copyOf(events);
    }

    private static void addChanges(
            List<UserEmailEvent> events, Optional<UserEmailAddress> old, UserEmailAddress now, User after) {
        boolean wasConfirmed = old.filter(UserEmailAddress::confirmed).isPresent();
        boolean wasManaged = old.filter(UserEmailAddress::institutionManaged).isPresent();
        if (now.institutionManaged() && !wasManaged) {
            events.add(new ClaimedForInstitution(after.id(), now.address()));
        }
        if (now.confirmed() && !wasConfirmed) {
            events.add(new Confirmed(after.id(), now.address()));
        }
        if (!now.confirmed() && wasConfirmed) {
            events.add(new ConfirmationLost(after.id(), now.address()));
        }
        if (!now.institutionManaged() && wasManaged) {
            events.add(new ReleasedFromInstitution(after.id(), now.address(), isReachable(after)));
        }
    }

    private static boolean isReachable(User user) {
        return user.primaryEmail()
                .flatMap(user::emailAddress)
                .filter(UserEmailAddress::claimed)
                .isPresent();
    }
}
