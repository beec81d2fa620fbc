package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * One address of a user, and what it is to the user.
 *
 * <p>Which of several users an address <em>belongs to</em> is said by {@link #claimed()} and by nothing else.
 *
 * @param address the address
 * @param primary whether this is where the user wants to receive mail
 * @param confirmed whether the user proved access to the mailbox
 * @param institutionManaged whether a school or an employer vouches that the address is the user's
 * @param institution who manages the address; empty where nobody does, or where it is not known who
 * @param confirmedAt when the user proved access; empty where unconfirmed, or where the time is not known
 * @param createdAt when the user got the address
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
     * Checks that the parts agree, and cuts times to whole microseconds.
     *
     * @param address the address
     * @param primary whether mail goes here
     * @param confirmed whether the user proved access
     * @param institutionManaged whether an institution vouches
     * @param institution who manages it, if known
     * @param confirmedAt when it was confirmed, if known
     * @param createdAt when the user got it
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if there is an institution but the address is not managed, or a time of
     *     confirmation but the address is not confirmed
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
     * Whether the address belongs to the user: confirmed, or managed by an institution, or both. At most one user has
     * a claim to an address; any number may have it unconfirmed.
     *
     * @return whether lookups by the address find the user
     */
    public boolean claimed() {
        return confirmed || institutionManaged;
    }

    /** In whole microseconds, as PostgreSQL keeps it: what is written equals what is read. */
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

    /** As an address of another user, perhaps without what the institution vouched for. */
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
