package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds users by id and by email address, and changes their addresses.
 *
 * <pre>{@code
 * users.withEmail("Ann@School.edu").flatMap(User::primaryEmail).ifPresent(to -> mail.send(to.value(), text));
 * }</pre>
 *
 * <p>Common to all methods:
 *
 * <ul>
 *   <li>A lookup by address returns the {@linkplain UserEmailAddress#claimed() owner} of the address, at most one user.
 *       An unconfirmed address never matches, so the result is safe for sign-in and account recovery. Spellings that
 *       are {@linkplain EmailAddress#equals equal} match the same user.
 *   <li>A lookup locks nothing.
 *   <li>Round trips: one for each lookup. Larger collections are split into batches of 100,000 elements, one round trip
 *       each. Outside a repeatable-read transaction, each batch has its own snapshot. An empty collection makes no
 *       round trip. Equal elements of a collection count once.
 *   <li>A null argument, or a null element of a collection, throws a {@link NullPointerException} that names the
 *       parameter. A broken rule throws a {@link UserEmailException}. A database that fails throws a
 *       {@link UserStorageException}.
 * </ul>
 *
 * <p>A bulk lookup holds its argument and its result in memory: about 2 kB for each user found, and 0.3 kB for each
 * element of the argument. Split collections that do not fit into the heap.
 *
 * <p>The round trips of changes hold for the library's own transactions. In a transaction of the application, a change
 * also sets and releases a savepoint. Implementations are safe for use by multiple threads.
 */
public interface Users {

    /** The most users that {@link #firstPage} and {@link #pageAfter} return in one call: {@value}. */
    int MAXIMUM_PAGE_SIZE = 1_000;

    /**
     * Finds a user by id.
     *
     * @param id the user's id
     * @return the user with all addresses; empty if there is no user with the id
     */
    Optional<User> find(UserId id);

    /**
     * Finds users by their ids.
     *
     * @param ids any number of ids
     * @return the users, in the order of the ids, without the ids that are unknown
     */
    Map<UserId, User> findAll(Collection<UserId> ids);

    /**
     * Finds the user who owns the address: the user has confirmed it, or an institution manages it for the user.
     *
     * <p>Send mail to {@link User#primaryEmail()}, not to {@code address}: the argument is what a visitor typed.
     *
     * @param address the address
     * @return the user with all addresses; empty if the address does not belong to a user
     */
    Optional<User> withEmail(EmailAddress address);

    /**
     * Finds the user who owns the address, given as a visitor typed it. Text that is not an address, or that has blanks
     * around it, never matches and makes no round trip. {@link EmailAddress#parse} gives the reason.
     *
     * @param text any text
     * @return the user with all addresses; empty if the text is not an address or has no owner
     */
    default Optional<User> withEmail(String text) {
        Objects.requireNonNull(text, "text");
        return EmailAddress.tryParse(text).flatMap(this::withEmail);
    }

    /**
     * Finds the user who owns the address and receives mail there. A user whose primary address is neither confirmed
     * nor institution-managed never matches, since anybody can enter an address that is not theirs.
     *
     * @param address the address
     * @return the user with all addresses; empty if it is not the primary address of its owner
     */
    Optional<User> withPrimaryEmail(EmailAddress address);

    /**
     * Finds the user that an institution identifies by the address. Use this lookup for rosters and single sign-on,
     * where an address that the user only confirmed must not match.
     *
     * @param address the address
     * @return the user with all addresses; empty if no institution manages the address
     */
    Optional<User> withInstitutionManagedEmail(EmailAddress address);

    /**
     * Finds the users who own the addresses, each by the rule of {@link #withEmail(EmailAddress)}.
     *
     * @param addresses any number of addresses
     * @return the users, in the order of the addresses, without the addresses that do not belong to a user
     */
    Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses);

    /**
     * Returns the address at which a user wants to receive mail.
     *
     * @param id the user's id
     * @return the primary address, confirmed or not; empty if the user is unknown or has no addresses
     */
    Optional<EmailAddress> primaryEmail(UserId id);

    /**
     * Returns the addresses at which users want to receive mail.
     *
     * @param ids any number of ids
     * @return the primary addresses, in the order of the ids, without users who have none
     */
    Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids);

    /**
     * Returns the address by which an institution identifies a user.
     *
     * @param id the user's id
     * @return the institution-managed address; empty if the user is unknown or has none
     */
    Optional<EmailAddress> institutionManagedEmail(UserId id);

    /**
     * Returns the addresses by which institutions identify users.
     *
     * @param ids any number of ids
     * @return the institution-managed addresses, in the order of the ids, without users who have none
     */
    Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids);

    /**
     * Returns the first users in the order of their ids, including users without addresses.
     *
     * @param size the size of the page, from 1 to {@link #MAXIMUM_PAGE_SIZE}
     * @return the users; fewer than {@code size} only if there are no more
     * @throws IllegalArgumentException if the size is out of bounds
     */
    List<UserSummary> firstPage(int size);

    /**
     * Returns the next users in the order of their ids. The cost does not depend on the number of earlier pages.
     *
     * @param last the id of the last user of the previous page, even if that user has been deleted
     * @param size the size of the page, from 1 to {@link #MAXIMUM_PAGE_SIZE}
     * @return the users; fewer than {@code size} only if there are no more
     * @throws IllegalArgumentException if the size is out of bounds
     */
    List<UserSummary> pageAfter(UserId last, int size);

    /**
     * Creates a user with one address, which is unconfirmed and primary. If a row of the table of users needs more than
     * a key, insert the row yourself, and add the address with {@link #update} in the same transaction. At commit, both
     * the user and the address exist; after a rollback, neither does.
     *
     * <ul>
     *   <li>Returns the new user.
     *   <li>Locks no existing user.
     *   <li>Round trips: two; three with listeners.
     *   <li>Throws an {@link EmailAddressClaimedException} if the address belongs to another user, and writes nothing.
     * </ul>
     *
     * @param first the address
     * @return the new user
     * @throws EmailAddressClaimedException if the address belongs to another user; nothing is written
     */
    User register(EmailAddress first);

    /**
     * Changes one user. The library locks the user, applies the pure function, and writes the difference. The whole
     * change is written at commit, and nothing of it after a rollback or an error.
     *
     * <pre>{@code
     * users.update(id, (user, now) -> user.addEmail(address, now));
     * }</pre>
     *
     * <ul>
     *   <li>Returns the user as written.
     *   <li>Locks the user's row against other writers with {@code FOR NO KEY UPDATE}, which does not block readers.
     *   <li>Round trips: two, since the commit is sent together with the writes. Three with listeners, which are called
     *       before the commit. Four if the library also looks up the owners of entered addresses.
     * </ul>
     *
     * @param id the user's id
     * @param change the pure function; an exception that it throws reaches the caller unchanged
     * @return the user as written
     * @throws UnknownUserException if there is no user with the id
     * @throws PrimaryRequiredException if the change returns a user who has addresses but no primary one
     * @throws EmailAddressClaimedException if the change claims an address that belongs to another user
     * @throws NullPointerException if the change returns null
     * @throws IllegalArgumentException if the change returns a user with another id
     */
    User update(UserId id, UserChange change);

    /**
     * Returns what {@link #merge} would do, and changes nothing.
     *
     * <ul>
     *   <li>Locks nothing.
     *   <li>Round trips: one.
     * </ul>
     *
     * @param from the user who would give up all addresses
     * @param into the user who would receive them
     * @return the plan
     * @throws UnknownUserException if one of the users does not exist
     * @throws IllegalArgumentException if both ids are equal
     */
    MergePlan planMerge(UserId from, UserId into);

    /**
     * Merges two users that the application knows to be the same person. The library never merges users by itself.
     *
     * <p>The addresses move by the rules of {@link MergePlan}, together with their history. Pending confirmations of
     * the first user become invalid. The whole merge is written at commit, and nothing of it after a rollback.
     *
     * <ul>
     *   <li>Returns the plan as it was carried out.
     *   <li>Locks both users, in the order of their ids.
     *   <li>Round trips: six at most.
     * </ul>
     *
     * @param from the user who gives up all addresses
     * @param into the user who receives them
     * @return the plan as it was carried out
     * @throws UnknownUserException if one of the users does not exist
     * @throws IllegalArgumentException if both ids are equal
     */
    MergePlan merge(UserId from, UserId into);

    /**
     * Erases all addresses of a user, including pending confirmations and the history. The user's row belongs to the
     * application and remains, without addresses. Other users can claim the erased addresses.
     *
     * <p>Everything is erased at commit, and nothing after a rollback. Erasing an unknown user, or a user without
     * addresses, is not an error. The history of a user who was deleted is erased as well.
     *
     * <ul>
     *   <li>Locks the user's row.
     *   <li>Round trips: one; two with listeners.
     * </ul>
     *
     * @param id the user's id
     */
    void erase(UserId id);
}
