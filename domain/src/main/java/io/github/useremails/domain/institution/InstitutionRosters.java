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
 * Keeps what institutions manage in step with their rosters.
 *
 * <pre>{@code
 * RosterOutcome outcome = rosters.synchronize(northfield, roster, RosterLimits.standard());
 * if (outcome instanceof RosterOutcome.Synchronized done) {
 *     show(done.report().lines(RosterLineOutcome.Conflict.class));
 * }
 * }</pre>
 *
 * <p>A roster is the whole list of an institution: a person who is not on it is released. The institution's key
 * identifies a person once it is known; before that, an address that a user has confirmed does. An address that
 * another user has claimed is a conflict, never handed over. The same roster a second time changes nothing.
 *
 * <p>The key of a user stays known after a release, so a person who comes back is recognized, whatever the new address.
 * It follows the user through a move and a merge. It ends with {@link #forget} and with the erasure of the user.
 *
 * <p>People who exchange their addresses within one roster are changed together, however many they are. An address that
 * the roster takes from one person by a release and gives to another is settled by the next roster: first it is given
 * back, then it is free.
 *
 * <p>Errors and threads are as with {@link Users}.
 */
public interface InstitutionRosters {

    /**
     * Works out what would come of a roster. Nothing is written.
     *
     * @param institution whose roster it is
     * @param roster the whole list; empty releases everybody
     * @return the report
     */
    RosterReport plan(Institution institution, Collection<RosterLine> roster);

    /**
     * Claims, moves and releases what a roster says.
     *
     * <p>The plan is one transaction, which locks no user. Each batch is a transaction that locks its users and looks
     * at them once more. A user who cannot be changed becomes a {@linkplain RosterConflict conflict}, and the others go
     * on. After a lost connection, or the end of the process, the batches before it stay, and {@link #resume}
     * goes on with the rest; a newer roster takes the place of what is left.
     *
     * @param institution whose roster it is
     * @param roster the whole list
     * @param limits how far it may go
     * @return what came of it
     */
    RosterOutcome synchronize(Institution institution, Collection<RosterLine> roster, RosterLimits limits);

    /**
     * Goes on with a roster that was interrupted, unless it has {@linkplain WaitingRoster#expiresAt expired}.
     *
     * @param institution whose roster it is
     * @param batchSize how many users are changed in one transaction, from 1 to 10,000
     * @return what came of the whole roster; empty if none is waiting
     * @throws IllegalArgumentException if {@code batchSize} is out of bounds
     */
    Optional<RosterOutcome> resume(InstitutionId institution, int batchSize);

    /**
     * Lists rosters that were interrupted, and those that are being written at this moment. Deletes as many of those
     * that have expired; {@link #synchronize} deletes all of them, and {@code Upkeep} deletes one with each call.
     *
     * @param limit how many at most, from 1
     * @return the rosters, in the order in which they expire
     * @throws IllegalArgumentException if {@code limit} is less than 1
     */
    List<WaitingRoster> waiting(int limit);

    /**
     * Ends a roster that was interrupted. What it has written stays.
     *
     * @param institution whose roster it is
     * @return whether one was waiting
     */
    boolean abandon(InstitutionId institution);

    /**
     * Finds the user that an institution knows by a key, also after the institution has released the user. One round
     * trip.
     *
     * <p>Before the next roster comes, this answers who signs in through the institution's identity provider with a new
     * address. Whether the user is still one of the institution's, only
     * {@link UserEmailAddress#institution()} says.
     *
     * @param institution whose key it is
     * @param externalKey the key, by the rule of {@link RosterLine}
     * @return the user; empty if no roster has named the key, or if it was forgotten
     * @throws IllegalArgumentException if the key breaks the rule
     */
    Optional<User> withExternalKey(InstitutionId institution, String externalKey);

    /**
     * Finds many users as {@link #withExternalKey} finds one. One round trip for each 100,000 keys.
     *
     * @param institution whose keys they are
     * @param externalKeys the keys; equal ones count once
     * @return the users by their keys without what is invisible around them, in the order of the collection, without
     *     the keys that are unknown
     * @throws IllegalArgumentException if a key breaks the rule
     */
    Map<String, User> withExternalKeys(InstitutionId institution, Collection<String> externalKeys);

    /**
     * Forgets which user an institution knows by a key: the key was bound to the wrong user, or the institution changed or
     * reused it. What the institution manages stays, until a roster or the application releases it.
     *
     * @param institution whose key it is
     * @param externalKey the key, by the rule of {@link RosterLine}
     * @return whether the key was known
     * @throws IllegalArgumentException if the key breaks the rule
     */
    boolean forget(InstitutionId institution, String externalKey);
}
