package io.github.useremails.domain.upkeep;

import java.time.Duration;
import java.util.List;

/**
 * Removes what has expired, and checks what is stored. Nothing expires unless the host calls these methods, for example
 * once a night.
 *
 * <pre>{@code
 * while (upkeep.removeUnconfirmed(1_000) == 1_000) {}
 * while (upkeep.expireHistory(Duration.ofDays(2 * 365), 10_000) == 10_000) {}
 *
 * for (Inconsistency found : upkeep.findInconsistencies()) {
 *     alert(found.rule() + ": " + found.cases() + " cases, such as users " + found.examples());
 * }
 * }</pre>
 *
 * <p>Errors and threads are as with {@link io.github.useremails.domain.Users}.
 */
public interface Upkeep {

    /**
     * Removes addresses that stayed unconfirmed for longer than the limits allow, the oldest first, and addresses that
     * users had entered before another user claimed them. A primary address is kept unless another user has claimed it.
     * Each call also deletes one roster that has expired, with all its lines.
     *
     * <ul>
     *   <li>Returns fewer than {@code limit} when nothing is left to remove.
     *   <li>Locks the users. Users that another transaction is changing are skipped, and do not count.
     *   <li>Round trips: one; two with listeners, which receive an event for each address. Choose a small limit if they
     *       write.
     * </ul>
     *
     * @param limit how many addresses at most, from 1 to 10,000
     * @return how many addresses were removed
     * @throws IllegalArgumentException if {@code limit} is out of bounds
     */
    int removeUnconfirmed(int limit);

    /**
     * Deletes changes of addresses from the history, the oldest first. The last change of each address before that time
     * is kept, and so is the last change of where a user's mail went: "what was the primary address on that day" stays
     * answerable for every later day.
     *
     * <p>The database keeps each change for at least 90 days, so that an application cannot delete the traces of what it
     * has just done. The owner of the schema can replace the function {@code minimum_history_retention()}.
     *
     * <ul>
     *   <li>Returns fewer than {@code limit} when nothing is left to delete.
     *   <li>Locks no user.
     *   <li>Round trips: one. Each call also reads the older changes that are kept, some for each user: prefer few calls
     *       with a large limit.
     * </ul>
     *
     * @param kept how long a change is kept
     * @param limit how many changes at most, from 1 to 100,000
     * @return how many changes were deleted
     * @throws IllegalArgumentException if {@code kept} is negative, or {@code limit} out of bounds
     * @throws IllegalStateException if the database keeps changes for longer; nothing is deleted
     */
    int expireHistory(Duration kept, int limit);

    /**
     * Checks what the constraints promise, since constraints can be disabled or restored wrongly, and what no constraint
     * can promise. The view {@code user_email_inconsistencies} shows every single case.
     *
     * <ul>
     *   <li>Returns one line for each broken rule, in alphabetical order; an empty list if everything is consistent.
     *   <li>Locks nothing and writes nothing, but reads the tables several times: run it in a quiet hour.
     *   <li>Round trips: one.
     * </ul>
     *
     * @return the broken rules
     */
    List<Inconsistency> findInconsistencies();
}
