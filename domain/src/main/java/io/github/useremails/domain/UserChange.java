package io.github.useremails.domain;

import java.time.Instant;

/**
 * A change of one user, as a pure function: what the user becomes.
 *
 * <p>It may be called more than once for one {@link Users#update}, each time with the user as it stands then, so it
 * must have no effects of its own.
 */
@FunctionalInterface
public interface UserChange {

    /**
     * Says what the user becomes.
     *
     * @param user the user as stored, locked against other writers
     * @param now the time of the change, in whole microseconds
     * @return the changed user, with the same id; the same user where nothing changes
     */
    User apply(User user, Instant now);
}
