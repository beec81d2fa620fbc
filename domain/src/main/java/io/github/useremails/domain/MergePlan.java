package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of two users who are the same person, before anything is changed.
 *
 * <p>The user who stays wins: its addresses keep what they are, its primary stays primary, and what an institution
 * vouches for it stays. The other one's addresses come along with their confirmations.
 *
 * @param from who gives all addresses away; the user itself is the application's, and stays without addresses
 * @param into who gets them
 * @param merged the second one afterwards
 * @param moved the addresses that come along, in the order of the first user
 * @param conflicts the addresses that come along and lose something: an institution vouches for both users, and for one
 *     user it can vouch for one address only
 */
public record MergePlan(User from, User into, User merged, List<EmailAddress> moved, List<EmailAddress> conflicts) {

    /**
     * Takes the parts as they are.
     *
     * @param from who gives
     * @param into who gets
     * @param merged the second one afterwards
     * @param moved what comes along
     * @param conflicts what of it loses something
     */
    public MergePlan {
        moved = List.copyOf(moved);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * Works the plan out.
     *
     * @param from who gives all addresses away
     * @param into who gets them
     * @return the plan
     * @throws IllegalArgumentException if both are one user
     */
    public static MergePlan of(User from, User into) {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(into, "into");
        if (from.id().equals(into.id())) {
            throw new IllegalArgumentException("a user cannot be merged into itself");
        }
        List<UserEmailAddress> addresses = new ArrayList<>(into.emailAddresses());
        List<EmailAddress> moved = new ArrayList<>();
        List<EmailAddress> conflicts = new ArrayList<>();
        for (UserEmailAddress coming : from.emailAddresses()) {
            boolean conflicting = coming.institutionManaged()
                    && into.institutionManagedEmail()
                            .filter(managed -> !managed.equals(coming.address()))
                            .isPresent();
            if (conflicting) {
                conflicts.add(coming.address());
            }
            UserEmailAddress kept = coming.moved(into.primaryEmail().isEmpty() && coming.primary(), !conflicting);
            if (add(addresses, kept, into)) {
                moved.add(coming.address());
            }
        }
        return new MergePlan(from, into, new User(into.id(), addresses), moved, conflicts);
    }

    /** Where both have the address, at most one of them can have a claim to it, and the claim is what counts. */
    private static boolean add(List<UserEmailAddress> addresses, UserEmailAddress coming, User into) {
        Optional<UserEmailAddress> existing = into.emailAddress(coming.address());
        if (existing.isEmpty()) {
            return addresses.add(coming);
        }
        if (coming.claimed() && !existing.get().claimed()) {
            addresses.set(
                    addresses.indexOf(existing.get()),
                    coming.withPrimary(existing.get().primary()));
            return true;
        }
        return false;
    }
}
