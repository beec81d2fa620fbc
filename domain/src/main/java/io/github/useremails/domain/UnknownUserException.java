package io.github.useremails.domain;

import java.util.Objects;

/** Thrown when no user has the given id. */
public final class UnknownUserException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the unknown id
     */
    public UnknownUserException(UserId id) {
        super("there is no user " + Objects.requireNonNull(id, "id").value()
                + " in the database; if a persistence context holds its row, flush it before this call");
    }
}
