package io.github.useremails.domain.institution;

import io.github.useremails.domain.DomainNotVerifiedException;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.SecondInstitutionManagedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A school or an employer, with the domains in which it may claim addresses.
 *
 * <pre>{@code
 * Institution northfield = Institution.of(new InstitutionId(7), VerifiedDomain.of("northfield.example"));
 *
 * users.update(ann, (user, now) -> northfield.claim(user, address, now));
 * }</pre>
 *
 * @param id the application's key of the institution
 * @param domains the verified domains, in which it may claim addresses; may be empty
 */
public record Institution(InstitutionId id, Set<VerifiedDomain> domains) {

    /**
     * Creates an institution. The set of domains is copied.
     *
     * @param id the key
     * @param domains the verified domains
     * @throws NullPointerException if the id, the set or a domain in it is null
     */
    public Institution {
        Objects.requireNonNull(id, "id");
        domains = Set.copyOf(domains);
    }

    /**
     * Returns an institution with the given domains.
     *
     * @param id the key
     * @param domains the verified domains
     * @return the institution
     */
    public static Institution of(InstitutionId id, VerifiedDomain... domains) {
        return new Institution(id, Set.of(domains));
    }

    /**
     * Returns whether the institution may claim an address.
     *
     * @param address any address
     * @return whether one of the verified domains covers the address
     */
    public boolean mayClaim(EmailAddress address) {
        return domains.stream().anyMatch(domain -> domain.covers(address));
    }

    /**
     * Claims an address of a user for the institution, as {@link User#claimForInstitution} does, if a verified domain
     * covers the address.
     *
     * @param user the user
     * @param address the address that the institution gave to the user
     * @param now the time of the change
     * @return the user with the address managed
     * @throws DomainNotVerifiedException if no verified domain covers the address
     * @throws SecondInstitutionManagedException if an institution manages another address of the user, or another
     *     institution manages this one
     */
    public User claim(User user, EmailAddress address, Instant now) {
        if (!mayClaim(address)) {
            throw new DomainNotVerifiedException();
        }
        return user.claimForInstitution(address, id, now);
    }

    /**
     * Replaces the address that the institution manages for a user: releases the old address and claims the new one. If
     * the old address was primary, the address that has been confirmed for the longest time becomes primary, or else
     * the new address. For a user without a managed address, this is the same as {@link #claim}.
     *
     * @param user the user
     * @param address the new address
     * @param now the time of the change
     * @return the user, with the new address managed by the institution
     * @throws DomainNotVerifiedException if no verified domain covers the new address
     * @throws SecondInstitutionManagedException if another institution manages an address of the user
     */
    public User move(User user, EmailAddress address, Instant now) {
        Optional<EmailAddress> old = user.institutionManagedEmail()
                .filter(managed -> !managed.equals(address))
                .filter(managed -> isManagedHere(user, managed));
        if (old.isEmpty()) {
            return claim(user, address, now);
        }
        User moved = claim(user.releaseFromInstitution(old.get()), address, now);
        boolean unreachable =
                user.primaryEmail().equals(old) && moved.primaryEmail().equals(old);
        return unreachable ? moved.makePrimary(address) : moved;
    }

    private boolean isManagedHere(User user, EmailAddress managed) {
        return user.emailAddress(managed).flatMap(UserEmailAddress::institution).equals(Optional.of(id));
    }
}
