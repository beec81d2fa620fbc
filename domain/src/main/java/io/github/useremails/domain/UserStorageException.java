package io.github.useremails.domain;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database failed: it is unreachable, full or overloaded, or it rejected the statement for a reason unrelated to the
 * rules of this library. It never means "not found". A {@link UserEmailException} is an answer; this is not.
 *
 * <p>A call that failed with it wrote nothing, with one exception that no client of a database is spared: if the
 * connection died while a change was being committed, it may or may not have been written. The state is then of class
 * {@code 08}, or begins with {@code 57P0}; read the user again before you repeat the change. Of a roster, which is
 * written in batches, the finished batches stay, and {@code InstitutionRosters.resume} continues.
 */
public final class UserStorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The SQLSTATE, or null. */
    private final @Nullable String sqlState;

    /**
     * Makes the error.
     *
     * @param message what failed; must name no address
     * @param sqlState the five characters of the SQL standard, or null if there are none
     * @param cause what the database said; neither it nor its own causes may name an address
     */
    public UserStorageException(String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.sqlState = sqlState;
    }

    /**
     * Why, in the terms of the SQL standard and PostgreSQL: {@code 40P01} is a deadlock, {@code 08006} a connection
     * that broke.
     *
     * @return the SQLSTATE; empty if the failure has none
     */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }
}
