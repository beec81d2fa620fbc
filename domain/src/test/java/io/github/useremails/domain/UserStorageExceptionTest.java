package io.github.useremails.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class UserStorageExceptionTest {

    @Test
    void aStorageFailureIsNotAUserEmailException() {
        assertThat(new UserStorageException("the database failed", "08006", null))
                .isNotInstanceOf(UserEmailException.class);
    }

    @Test
    void theStateAndTheCauseAreKept() {
        Exception cause = new IllegalStateException("the connection broke");
        UserStorageException failure = new UserStorageException("the database failed", "08006", cause);

        assertThat(failure).hasMessage("the database failed").hasCause(cause);
        assertThat(failure.sqlState()).contains("08006");
    }

    @Test
    void theStateAndTheCauseMayBeMissing() {
        UserStorageException failure = new UserStorageException("the database failed", null, null);

        assertThat(failure).hasNoCause();
        assertThat(failure.sqlState()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without the check may pass
    void aMissingMessageIsRejectedByParameterName() {
        assertThatNullPointerException()
                .isThrownBy(() -> new UserStorageException(null, "08006", null))
                .withMessage("message");
    }
}
