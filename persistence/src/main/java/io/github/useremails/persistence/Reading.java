package io.github.useremails.persistence;

import java.sql.Connection;
import java.util.Optional;

/** A connection to look things up on, and what must have been replayed there before. */
record Reading(Connection connection, Optional<WritePosition> notBefore) {

    /** Takes what is there. */
    static Reading on(Connection connection) {
        return new Reading(connection, Optional.empty());
    }
}
