package io.github.useremails.persistence.internal.roster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run over the batches of a roster. A failure halves the next batch, down to single users, and a success doubles
 * it. The run keeps only the first cause, since a listener that fails for all users fails for the same reason.
 */
final class RosterRun {

    private final long roster;
    private final int largestBatch;
    private int batchSize;
    private @Nullable String cause;

    RosterRun(long roster, int largestBatch) {
        this.roster = roster;
        this.largestBatch = largestBatch;
        this.batchSize = largestBatch;
    }

    long roster() {
        return roster;
    }

    int batchSize() {
        return batchSize;
    }

    boolean isSmallest() {
        return batchSize == 1;
    }

    void succeeded() {
        batchSize = Math.min(batchSize * 2, largestBatch);
    }

    void failed() {
        batchSize = Math.max(batchSize / 2, 1);
    }

    void refused(RosterFailure failure) {
        if (cause == null && failure.needsCause()) {
            cause = failure.cause();
        }
    }

    Optional<String> cause() {
        return Optional.ofNullable(cause);
    }
}
