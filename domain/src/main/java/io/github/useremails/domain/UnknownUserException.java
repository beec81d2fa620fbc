package io.github.useremails.domain;

import java.util.Objects;

/** There is no user with the id. */
public final class UnknownUserException extends UserEmailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param id the id that is nobody's
     */
    public UnknownUserException(UserId id) {
        super("there is no user " + Objects.requireNonNull(id, "id").value()
                + " in the database; if a persistence context holds its row, flush it before this call");
    }
}
