package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of merging two users who are the same person.
 *
 * <p>The receiving user takes precedence: its addresses, its primary address and its institution-managed address do not
 * change. The addresses of the other user are added with their confirmations.
 *
 * @param from the user who gives up all addresses; the user's row belongs to the application and remains
 * @param into the user who receives the addresses, before the merge
 * @param merged the user who receives the addresses, after the merge
 * @param moved the addresses that move, in the order of the first user
 * @param conflicts the addresses that move and lose their institution: institutions manage addresses of both users, and
 *     a user can have only one institution-managed address
 */
public record MergePlan(User from, User into, User merged, List<EmailAddress> moved, List<EmailAddress> conflicts) {

    /**
     * Creates a plan. The lists are copied.
     *
     * @param from the user who gives up all addresses
     * @param into the user who receives them, before the merge
     * @param merged the user who receives them, after the merge
     * @param moved the addresses that move
     * @param conflicts the addresses that move and lose their institution
     */
    public MergePlan {
        moved = List.copyOf(moved);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * Creates the plan for two users.
     *
     * @param from the user who gives up all addresses
     * @param into the user who receives them
     * @return the plan
     * @throws IllegalArgumentException if both are the same user
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

    /** If both users have the address, at most one of them has claimed it, and the claim takes precedence. */
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
