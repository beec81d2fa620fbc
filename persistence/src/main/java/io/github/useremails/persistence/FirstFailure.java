package io.github.useremails.persistence;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps what failed first while a roster is written: a listener that fails for everybody has one cause. */
final class FirstFailure {

    private @Nullable String cause;

    void note(RosterFailure failure) {
        if (cause == null && failure.needsCause()) {
            cause = failure.cause();
        }
    }

    Optional<String> cause() {
        return Optional.ofNullable(cause);
    }
}
