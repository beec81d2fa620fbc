package io.github.useremails.domain.institution;

import io.github.useremails.domain.InstitutionId;
import java.time.Instant;
import java.util.Objects;

/**
 * A roster that was interrupted before everything was written.
 *
 * @param institution the institution of the roster
 * @param createdAt when it was submitted
 * @param expiresAt when it can no longer be resumed
 */
public record WaitingRoster(InstitutionId institution, Instant createdAt, Instant expiresAt) {

    /**
     * Creates a waiting roster.
     *
     * @param institution the institution of the roster
     * @param createdAt when it was submitted
     * @param expiresAt when it can no longer be resumed
     * @throws NullPointerException if a component is null
     */
    public WaitingRoster {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
