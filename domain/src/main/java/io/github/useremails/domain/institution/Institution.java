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
 * A school or an employer, with the domains in which it may say whose an address is.
 *
 * <pre>{@code
 * Institution northfield = Institution.of(new InstitutionId(7), VerifiedDomain.of("northfield.example"));
 *
 * users.update(ann, (user, now) -> northfield.claim(user, address, now));
 * }</pre>
 *
 * @param id the application's key of the institution
 * @param domains where it may claim addresses; none, if it has verified none
 */
public record Institution(InstitutionId id, Set<VerifiedDomain> domains) {

    /**
     * Takes the parts, the domains copied.
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
     * An institution with some domains.
     *
     * @param id the key
     * @param domains the verified domains
     * @return the institution
     */
    public static Institution of(InstitutionId id, VerifiedDomain... domains) {
        return new Institution(id, Set.of(domains));
    }

    /**
     * Whether the institution may say whose an address is.
     *
     * @param address any address
     * @return whether one of the verified domains covers it
     */
    public boolean mayClaim(EmailAddress address) {
        return domains.stream().anyMatch(domain -> domain.covers(address));
    }

    /**
     * Vouches for an address of a user, by the rule of {@link User#claimForInstitution}, if it stands in a verified
     * domain.
     *
     * @param user whose it is
     * @param address what the institution gave to the person
     * @param now the time of the change
     * @return the user with the address managed
     * @throws DomainNotVerifiedException if no verified domain covers the address
     * @throws SecondInstitutionManagedException as with the rule
     */
    public User claim(User user, EmailAddress address, Instant now) {
        if (!mayClaim(address)) {
            throw new DomainNotVerifiedException();
        }
        return user.claimForInstitution(address, id, now);
    }

    /**
     * Gives a person another address: releases the one that the institution manages, and claims the new one. If mail
     * went to the old one, it goes to the longest-confirmed of the others, and to the new one if there is none. For a
     * user without a managed address, call {@link #claim}.
     *
     * @param user the person
     * @param address the new address
     * @param now the time of the change
     * @return the user, identified by the new address
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
