package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All users, found by id and by email address.
 *
 * <p>Common to all calls:
 *
 * <ul>
 *   <li>A lookup by address finds its {@linkplain UserEmailAddress#claimed() owner}, at most one user. An unconfirmed
 *       address never matches, so the answer is safe for sign-in and account recovery. Spellings
 *       that are {@linkplain EmailAddress#equals equal} find the same user.
 *   <li>A lookup is one round trip to the database and takes no lock. A collection of more than 100,000 takes one for
 *       each 100,000, each of which sees the users as they are at its own moment, unless your transaction has one moment for
 *       all; an empty one takes none. Equal elements
 *       of a collection count once.
 *   <li>An answer is held in memory as a whole, and so is the question: about 2 kB a user that is found, and 0.3 kB an
 *       element that is asked for. Cut what is larger than the heap.
 *   <li>A null argument, or a null in a collection, gives a {@link NullPointerException} that names the parameter. A
 *       broken rule gives a {@link UserEmailException}, a database that fails a {@link UserStorageException}.
 *   <li>Implementations are safe for use by many threads.
 * </ul>
 *
 * <pre>{@code
 * users.withEmail("Ann@School.edu").flatMap(User::primaryEmail).ifPresent(to -> mail.send(to.value(), text));
 * }</pre>
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
     * @return the users found, in the order of the ids; ids of nobody are left out
     */
    Map<UserId, User> findAll(Collection<UserId> ids);

    /**
     * Finds the user who owns the address: who confirmed it, or whose institution manages it.
     *
     * <p>Send mail to {@link User#primaryEmail()}, not to {@code address}: the argument is what a visitor typed.
     *
     * @param address the address
     * @return the user with all addresses; empty if the address belongs to nobody
     */
    Optional<User> withEmail(EmailAddress address);

    /**
     * Finds the user who owns the address, given as a visitor typed it. Text that is not an address, or has blanks around
     * it, matches nobody, without a round trip; {@link EmailAddress#parse} gives the reason.
     *
     * @param text any text
     * @return the user with all addresses; empty if the text is not an address or has no owner
     */
    default Optional<User> withEmail(String text) {
        Objects.requireNonNull(text, "text");
        return EmailAddress.tryParse(text).flatMap(this::withEmail);
    }

    /**
     * Finds the user who owns the address and receives mail there. A user whose primary address is neither
     * confirmed nor institution-managed is not found: anybody can enter an address that is not theirs.
     *
     * @param address the address
     * @return the user with all addresses; empty if it is not the primary address of its owner
     */
    Optional<User> withPrimaryEmail(EmailAddress address);

    /**
     * Finds the user that an institution identifies by the address. This is the lookup for rosters and single sign-on,
     * where an address that the user only confirmed must not match.
     *
     * @param address the address
     * @return the user with all addresses; empty if the address is managed for nobody
     */
    Optional<User> withInstitutionManagedEmail(EmailAddress address);

    /**
     * Finds the users who own the addresses, each by the rule of {@link #withEmail(EmailAddress)}.
     *
     * @param addresses any number of addresses
     * @return the users found, in the order of the addresses; addresses of nobody are left out
     */
    Map<EmailAddress, User> withEmails(Collection<EmailAddress> addresses);

    /**
     * Says where a user wants to receive mail.
     *
     * @param id the user's id
     * @return the primary address, confirmed or not; empty if there is no such user or it has no addresses
     */
    Optional<EmailAddress> primaryEmail(UserId id);

    /**
     * Says where users want to receive mail.
     *
     * @param ids any number of ids
     * @return the primary addresses, in the order of the ids; users without one are left out
     */
    Map<UserId, EmailAddress> primaryEmails(Collection<UserId> ids);

    /**
     * Says by which address an institution identifies a user.
     *
     * @param id the user's id
     * @return the institution-managed address; empty if there is no such user or no institution manages one
     */
    Optional<EmailAddress> institutionManagedEmail(UserId id);

    /**
     * Says by which addresses institutions identify users.
     *
     * @param ids any number of ids
     * @return the institution-managed addresses, in the order of the ids; users without one are left out
     */
    Map<UserId, EmailAddress> institutionManagedEmails(Collection<UserId> ids);

    /**
     * The first users in the order of their ids, with and without addresses.
     *
     * @param size how many at most, from 1 to {@link #MAXIMUM_PAGE_SIZE}
     * @return the users, fewer than {@code size} only if there are no more
     * @throws IllegalArgumentException if the size is out of bounds
     */
    List<UserSummary> firstPage(int size);

    /**
     * The next users in the order of their ids. The cost does not grow with the number of pages before.
     *
     * @param last the id of the last user of the page before; it need not exist any more
     * @param size how many at most, from 1 to {@link #MAXIMUM_PAGE_SIZE}
     * @return the users, fewer than {@code size} only if there are no more
     * @throws IllegalArgumentException if the size is out of bounds
     */
    List<UserSummary> pageAfter(UserId last, int size);

    /**
     * Makes a new user with one address, which is unconfirmed and primary. For a table of users in which a row needs
     * more than a key, insert the row yourself and add the address with {@link #update} in the same transaction.
     *
     * <p>At commit both the user and the address are there, at rollback neither.
     *
     * @param first the address
     * @return the new user
     * @throws EmailAddressClaimedException if the address belongs to another user; nothing is written
     */
    User register(EmailAddress first);

    /**
     * Changes one user. The user's row is locked against other writers first ({@code FOR NO KEY UPDATE}: readers go
     * on), then read, changed by the pure function, and the difference is written.
     *
     * <p>At commit the whole change is there, at rollback and on any error nothing of it. Two round trips, since the commit
     * goes along with the writes; three where listeners are to be told in between, and four where somebody wants to know
     * whose address was entered.
     *
     * <pre>{@code
     * users.update(id, (user, now) -> user.addEmail(address, now));
     * }</pre>
     *
     * @param id the user's id
     * @param change what the user becomes; what it throws is thrown unchanged
     * @return the user as written
     * @throws UnknownUserException if there is no user with the id
     * @throws PrimaryRequiredException if the change returns a user who has addresses but no primary one
     * @throws EmailAddressClaimedException if the change claims an address that belongs to another user
     * @throws NullPointerException if the change returns null
     * @throws IllegalArgumentException if the change returns a user with another id
     */
    User update(UserId id, UserChange change);

    /**
     * Shows what {@link #merge} would do, and changes nothing. One round trip, no lock.
     *
     * @param from who would give all addresses away
     * @param into who would get them
     * @return the plan
     * @throws UnknownUserException if there is no such user
     * @throws IllegalArgumentException if both are one user
     */
    MergePlan planMerge(UserId from, UserId into);

    /**
     * Makes one user of two, where the application knows that they are the same person. Nothing else ever merges users.
     *
     * <p>Both users are locked, in the order of their ids. The addresses move by the rules of {@link MergePlan}, and
     * the history with them; pending confirmations of the first user die. At commit all of it is done, at rollback
     * nothing. Six round trips at most.
     *
     * @param from who gives all addresses away
     * @param into who gets them
     * @return the plan as it was carried out
     * @throws UnknownUserException if there is no such user
     * @throws IllegalArgumentException if both are one user
     */
    MergePlan merge(UserId from, UserId into);

    /**
     * Erases a person's addresses: all of them, with pending confirmations and the history, at once. The user itself
     * stays, as it is the application's, and has no addresses. They are free for others.
     *
     * <p>The user's row is locked. At commit all of it is gone, at rollback nothing. For a user who is unknown or has
     * no addresses it does nothing; the history of a user who was deleted is erased as well. One round trip,
     * and one more where listeners are told.
     *
     * @param id the user's id
     */
    void erase(UserId id);
}
