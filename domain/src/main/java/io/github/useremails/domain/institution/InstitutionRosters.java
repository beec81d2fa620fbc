package io.github.useremails.domain.institution;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.Users;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Synchronizes the addresses that institutions manage with their rosters.
 *
 * <pre>{@code
 * RosterOutcome outcome = rosters.synchronize(northfield, roster, RosterLimits.standard());
 * if (outcome instanceof RosterOutcome.Synchronized done) {
 *     show(done.report().lines(RosterLineOutcome.Conflict.class));
 * }
 * }</pre>
 *
 * <p>A roster is the complete list of an institution: a person who is missing from it is released. A person is
 * identified by the institution's key once the key is known, and before that by an address that a user has confirmed.
 * An address that another user has claimed is reported as a conflict and never reassigned. Synchronizing the same
 * roster twice changes nothing the second time.
 *
 * <p>The key of a user remains known after a release, so a person who returns is recognized by it, even with a new
 * address. A move or a merge transfers the key with the user. {@link #forget} and the erasure of the user delete it.
 *
 * <p>People who exchange addresses within one roster are changed together, however many they are. If the roster takes
 * an address from one person by a release and assigns it to another person, the next roster completes the assignment:
 * the address is released first, and available afterwards.
 *
 * <p>Errors and threads are as with {@link Users}.
 */
public interface InstitutionRosters {

    /**
     * Returns what {@link #synchronize} would do with a roster, and writes nothing.
     *
     * @param institution the institution of the roster
     * @param roster the complete list; an empty list releases everybody
     * @return the report
     */
    RosterReport plan(Institution institution, Collection<RosterLine> roster);

    /**
     * Claims, moves and releases addresses according to a roster.
     *
     * <p>The plan is a transaction of its own. Each batch is another transaction, which checks its users again. A user
     * who cannot be changed becomes a {@linkplain RosterConflict conflict}, and does not affect the others. If the
     * connection is lost or the process ends, the finished batches remain, and {@link #resume} continues with the rest.
     * A newer roster replaces the rest.
     *
     * <ul>
     *   <li>Returns what was written, or why the roster was not applied.
     *   <li>Locks the users of one batch at a time. The plan locks no user.
     *   <li>Round trips: some for the plan and its report, one for each 5,000 lines, and some for each batch.
     * </ul>
     *
     * @param institution the institution of the roster
     * @param roster the complete list
     * @param limits how much the roster may change
     * @return the outcome
     */
    RosterOutcome synchronize(Institution institution, Collection<RosterLine> roster, RosterLimits limits);

    /**
     * Continues an interrupted roster, unless it has {@linkplain WaitingRoster#expiresAt expired}.
     *
     * @param institution the institution of the roster
     * @param batchSize how many users are changed in one transaction, from 1 to 10,000
     * @return the outcome of the whole roster; empty if none is waiting
     * @throws IllegalArgumentException if {@code batchSize} is out of bounds
     */
    Optional<RosterOutcome> resume(InstitutionId institution, int batchSize);

    /**
     * Lists interrupted rosters, and rosters that are being written at the moment. Each call also deletes up to
     * {@code limit} expired rosters. {@link #synchronize} deletes all expired rosters, and each call of {@code Upkeep}
     * deletes one.
     *
     * @param limit how many at most, at least 1
     * @return the rosters, in the order in which they expire
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    List<WaitingRoster> waiting(int limit);

    /**
     * Abandons an interrupted roster. What it has written remains.
     *
     * <ul>
     *   <li>Returns false if no roster was waiting.
     *   <li>Locks no user.
     *   <li>Round trips: one.
     * </ul>
     *
     * @param institution the institution of the roster
     * @return whether a roster was waiting
     */
    boolean abandon(InstitutionId institution);

    /**
     * Finds the user of an institution's external key, even after the institution has released the user.
     *
     * <p>Use it to identify a user who signs in through the institution's identity provider with a new address before
     * the next roster arrives. The result does not mean that the user still belongs to the institution: check
     * {@link UserEmailAddress#institution()}.
     *
     * <ul>
     *   <li>Locks nothing.
     *   <li>Round trips: one.
     * </ul>
     *
     * @param institution the institution of the key
     * @param externalKey the key, in the format of {@link RosterLine}
     * @return the user; empty if no roster has named the key, or if it was forgotten
     * @throws IllegalArgumentException if the key is invalid
     */
    Optional<User> withExternalKey(InstitutionId institution, String externalKey);

    /**
     * Finds many users as {@link #withExternalKey} finds one.
     *
     * <ul>
     *   <li>Locks nothing.
     *   <li>Round trips: one for each 100,000 keys.
     * </ul>
     *
     * @param institution the institution of the keys
     * @param externalKeys the keys; equal ones count once
     * @return the users by their keys without the invisible characters around them, in the order of the collection,
     *     without the keys that are unknown
     * @throws IllegalArgumentException if a key is invalid
     */
    Map<String, User> withExternalKeys(InstitutionId institution, Collection<String> externalKeys);

    /**
     * Forgets which user an institution knows by a key, because the key was bound to the wrong user, or because the
     * institution changed or reused it. Managed addresses remain managed until a roster or the application releases
     * them.
     *
     * <ul>
     *   <li>Returns false if the key was unknown.
     *   <li>Locks no user.
     *   <li>Round trips: one.
     * </ul>
     *
     * @param institution the institution of the key
     * @param externalKey the key, in the format of {@link RosterLine}
     * @return whether the key was known
     * @throws IllegalArgumentException if the key is invalid
     */
    boolean forget(InstitutionId institution, String externalKey);
}
