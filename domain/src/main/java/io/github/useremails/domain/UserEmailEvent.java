package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Describes a change to the addresses of a user. */
public sealed interface UserEmailEvent {

    /**
     * Returns the user of the event.
     *
     * @return the user
     */
    UserId user();

    /**
     * The user has a new address.
     *
     * @param user the user
     * @param address the address, which belongs to no user unless another event confirms or claims it
     */
    record Added(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * The user has proved access to an address.
     *
     * @param user the user
     * @param address the address
     */
    record Confirmed(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * The confirmation of an address was revoked.
     *
     * @param user the user
     * @param address the address
     */
    record ConfirmationLost(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * An institution now vouches for an address.
     *
     * @param user the user
     * @param address the address
     */
    record ClaimedForInstitution(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * An institution no longer vouches for an address of the user: it has taken the address back, the address was
     * removed, or a merge moved it. If a merge moved it to another user of the same institution,
     * {@link ClaimedForInstitution} follows for that user. Otherwise the institution has lost its claim.
     *
     * @param user the user
     * @param address the address
     * @param reachable whether the primary address belongs to the user; if not, ask the user for an address by other
     *     means
     */
    record ReleasedFromInstitution(UserId user, EmailAddress address, boolean reachable) implements UserEmailEvent {}

    /**
     * The primary address has changed. Notify both addresses, so that the owner of the old one learns of a change made
     * by somebody else.
     *
     * @param user the user
     * @param before the previous primary address; empty for the first address
     * @param after the new primary address; empty if no address is left
     */
    record PrimaryChanged(UserId user, Optional<EmailAddress> before, Optional<EmailAddress> after)
            implements UserEmailEvent {}

    /**
     * The user no longer has an address.
     *
     * @param user the user
     * @param address the address
     */
    record Removed(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * Another user entered an address that belongs to this user. Notify this user only: to the other user, a claimed
     * address must look like an unclaimed one.
     *
     * @param user the owner of the address
     * @param address the address, as the owner spells it
     */
    record EnteredByAnother(UserId user, EmailAddress address) implements UserEmailEvent {}

    /**
     * All stored data about the user's addresses was erased.
     *
     * @param user the user
     */
    record Erased(UserId user) implements UserEmailEvent {}

    /**
     * Returns the events that lead from one state of a user to another.
     *
     * @param before the user before the change
     * @param after the user after the change
     * @return the events of each address in the order of the addresses, then the change of the primary address, then
     *     the removed addresses
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
