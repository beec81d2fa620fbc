package io.github.useremails.domain;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database failed: it is unreachable, full or overloaded, or it rejected the statement for a reason
 * unrelated to the rules of this library. It never means "not found". A {@link UserEmailException} is a result that the
 * caller handles; this exception is not.
 *
 * <p>A call that throws it has written nothing, with one exception: if the connection broke during a commit, the change
 * may or may not have been written. The SQLSTATE is then of class {@code 08}, or begins with {@code 57P0}; read the
 * user again before you repeat the change. A roster is written in batches: the finished batches remain, and
 * {@code InstitutionRosters.resume} continues.
 */
public final class UserStorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The SQLSTATE, or null. */
    private final @Nullable String sqlState;

    /**
     * Creates the exception.
     *
     * @param message what failed, without an address
     * @param sqlState the SQLSTATE of five characters, or null if there is none
     * @param cause the error of the database, or null; neither it nor its causes may contain an address
     */
    public UserStorageException(String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.sqlState = sqlState;
    }

    /**
     * Returns the reason in the terms of the SQL standard and PostgreSQL. For example, {@code 40P01} is a deadlock and
     * {@code 08006} a broken connection.
     *
     * @return the SQLSTATE; empty if the failure has none
     */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }
}
