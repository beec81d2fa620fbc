package io.github.useremails.domain;

import java.time.Instant;

/**
 * Computes the new state of one user. It must be a pure function without side effects, since one {@link Users#update}
 * may call it more than once, each time with the current user.
 */
@FunctionalInterface
public interface UserChange {

    /**
     * Returns the changed user.
     *
     * @param user the user as stored, locked against other writers
     * @param now the time of the change, in whole microseconds
     * @return the changed user, with the same id; the same user if nothing changes
     */
    User apply(User user, Instant now);
}
