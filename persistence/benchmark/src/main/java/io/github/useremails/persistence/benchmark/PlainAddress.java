package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row of a user. */
record PlainAddress(
        String address,
        String normalized,
        boolean primary,
        boolean confirmed,
        boolean institutionManaged,
        @Nullable Long institution,
        @Nullable Instant confirmedAt,
        Instant createdAt) {

    static PlainAddress of(UserEmailAddress address) {
        return new PlainAddress(
                address.address().value(),
                address.address().normalized(),
                address.primary(),
                address.confirmed(),
                address.institutionManaged(),
                address.institution().map(InstitutionId::value).orElse(null),
                address.confirmedAt().orElse(null),
                address.createdAt());
    }
}
