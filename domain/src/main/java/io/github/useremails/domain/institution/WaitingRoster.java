package io.github.useremails.domain.institution;

import io.github.useremails.domain.InstitutionId;
import java.time.Instant;
import java.util.Objects;

/**
 * A roster that was interrupted before everything was written.
 *
 * @param institution whose roster it is
 * @param createdAt when it was handed over
 * @param expiresAt when it ends by itself
 */
public record WaitingRoster(InstitutionId institution, Instant createdAt, Instant expiresAt) {

    /**
     * Takes the parts.
     *
     * @param institution whose roster it is
     * @param createdAt when it was handed over
     * @param expiresAt when it ends
     * @throws NullPointerException if a part is null
     */
    public WaitingRoster {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
