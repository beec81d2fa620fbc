package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * One address of a user, with its role and state.
 *
 * <p>Only {@link #claimed()} decides to which user an address <em>belongs</em>.
 *
 * @param address the address
 * @param primary whether the user wants to receive mail at this address
 * @param confirmed whether the user has proved access to the mailbox
 * @param institutionManaged whether a school or an employer vouches that the address is the user's
 * @param institution the institution that manages the address; empty if none does, or if it is unknown
 * @param confirmedAt when the user proved access; empty if the address is unconfirmed, or if the time is unknown
 * @param createdAt when the user received the address
 */
public record UserEmailAddress(
        EmailAddress address,
        boolean primary,
        boolean confirmed,
        boolean institutionManaged,
        Optional<InstitutionId> institution,
        Optional<Instant> confirmedAt,
        Instant createdAt) {

    /**
     * Checks that the components are consistent, and truncates times to whole microseconds.
     *
     * @param address the address
     * @param primary whether the user wants to receive mail here
     * @param confirmed whether the user has proved access
     * @param institutionManaged whether an institution vouches for it
     * @param institution the institution that manages it, if known
     * @param confirmedAt when the user proved access, if known
     * @param createdAt when the user received it
     * @throws NullPointerException if a component is null
     * @throws IllegalArgumentException if an institution is given but the address is not managed, or a time of
     *     confirmation is given but the address is not confirmed
     */
    public UserEmailAddress {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(confirmedAt, "confirmedAt");
        Objects.requireNonNull(createdAt, "createdAt");
        confirmedAt = confirmedAt.map(UserEmailAddress::stored);
        createdAt = stored(createdAt);
        if (institution.isPresent() && !institutionManaged) {
            throw new IllegalArgumentException("an institution is given, but the address is not institution-managed");
        }
        if (confirmedAt.isPresent() && !confirmed) {
            throw new IllegalArgumentException("a time of confirmation is given, but the address is not confirmed");
        }
    }

    /**
     * Returns whether the address belongs to the user: it is confirmed, managed by an institution, or both. At most one
     * user can claim an address; any number of users may have it unconfirmed.
     *
     * @return whether lookups by the address match the user
     */
    public boolean claimed() {
        return confirmed || institutionManaged;
    }

    /** Truncates to microseconds, the precision of PostgreSQL, so that a value read equals the value written. */
    private static Instant stored(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static UserEmailAddress entered(EmailAddress address, boolean primary, Instant now) {
        return new UserEmailAddress(address, primary, false, false, Optional.empty(), Optional.empty(), now);
    }

    UserEmailAddress withConfirmation(Instant now) {
        return new UserEmailAddress(
                address, primary, true, institutionManaged, institution, Optional.of(now), createdAt);
    }

    UserEmailAddress withInstitution(InstitutionId manager) {
        return new UserEmailAddress(address, primary, confirmed, true, Optional.of(manager), confirmedAt, createdAt);
    }

    /** Returns this address for another user, optionally without its institution. */
    UserEmailAddress moved(boolean asPrimary, boolean withInstitution) {
        boolean managed = institutionManaged && withInstitution;
        Optional<InstitutionId> manager = managed ? institution : Optional.empty();
        return new UserEmailAddress(address, asPrimary, confirmed, managed, manager, confirmedAt, createdAt);
    }

    UserEmailAddress withoutConfirmation() {
        return new UserEmailAddress(
                address, primary, false, institutionManaged, institution, Optional.empty(), createdAt);
    }

    UserEmailAddress released() {
        return new UserEmailAddress(address, primary, false, false, Optional.empty(), Optional.empty(), createdAt);
    }

    UserEmailAddress respelled(EmailAddress spelling) {
        return new UserEmailAddress(
                spelling, primary, confirmed, institutionManaged, institution, confirmedAt, createdAt);
    }

    UserEmailAddress withPrimary(boolean primary) {
        return new UserEmailAddress(
                address, primary, confirmed, institutionManaged, institution, confirmedAt, createdAt);
    }
}
