package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A user and the user's email addresses, with the rules for changing them. Instances are immutable. Each rule returns
 * the changed user, or throws the {@link UserEmailException} of the rule that the change would break.
 *
 * <pre>{@code
 * users.update(id, (user, now) -> user.confirmEmail(address, now).makePrimary(address));
 * }</pre>
 *
 * <p>A user knows only its own addresses. Whether another user has claimed an address is decided by the database when
 * the change is written.
 *
 * @param id the user
 * @param emailAddresses the addresses, in the order in which the user received them; empty if there are none
 */
public record User(UserId id, List<UserEmailAddress> emailAddresses) {

    /**
     * Creates a user. Addresses without a primary address are accepted, so that a user can be read in any state that
     * other writers have left.
     *
     * @param id the user
     * @param emailAddresses the addresses, which are copied
     * @throws NullPointerException if the id, the list or an address in it is null
     * @throws DuplicateEmailAddressException if two of the addresses are equal
     * @throws SecondPrimaryException if two of the addresses are primary
     * @throws SecondInstitutionManagedException if two of the addresses are institution-managed
     */
    public User {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(emailAddresses, "emailAddresses");
        for (UserEmailAddress emailAddress : emailAddresses) {
            Objects.requireNonNull(emailAddress, "emailAddresses must not contain null");
        }
        emailAddresses = List.copyOf(emailAddresses);
        requireDistinct(emailAddresses);
        int primaries = 0;
        int institutionManaged = 0;
        for (UserEmailAddress emailAddress : emailAddresses) {
            primaries += emailAddress.primary() ? 1 : 0;
            institutionManaged += emailAddress.institutionManaged() ? 1 : 0;
        }
        if (primaries > 1) {
            throw new SecondPrimaryException();
        }
        if (institutionManaged > 1) {
            throw new SecondInstitutionManagedException();
        }
    }

    /**
     * Compares each address with the later ones. The lists are short, and a set would be the largest allocation of a
     * lookup.
     */
    private static void requireDistinct(List<UserEmailAddress> emailAddresses) {
        for (int i = 0; i < emailAddresses.size(); i++) {
            EmailAddress address = emailAddresses.get(i).address();
            for (int j = i + 1; j < emailAddresses.size(); j++) {
                if (address.equals(emailAddresses.get(j).address())) {
                    throw new DuplicateEmailAddressException();
                }
            }
        }
    }

    /**
     * Returns the address at which the user wants to receive mail. It may be unconfirmed: the first address of a new
     * user is primary from the start.
     *
     * @return the primary address; empty for a user without addresses
     */
    public Optional<EmailAddress> primaryEmail() {
        return first(UserEmailAddress::primary).map(UserEmailAddress::address);
    }

    /**
     * Returns the address by which a school or an employer identifies the user. Send mail to {@link #primaryEmail()}
     * instead, although both are often the same.
     *
     * @return the institution-managed address, confirmed or not; empty if there is none
     */
    public Optional<EmailAddress> institutionManagedEmail() {
        return first(UserEmailAddress::institutionManaged).map(UserEmailAddress::address);
    }

    /**
     * Returns the user's own entry for an address.
     *
     * @param address the address, in any {@linkplain EmailAddress#equals equal} spelling
     * @return the entry; empty if the user does not have the address
     */
    public Optional<UserEmailAddress> emailAddress(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return first(candidate -> candidate.address().equals(address));
    }

    /**
     * Adds an address that the user entered. It never matches a lookup before it is confirmed. It becomes the primary
     * address if the user has no other primary address.
     *
     * @param address the new address
     * @param now the time of the change
     * @return the user with the address added last, unconfirmed
     * @throws DuplicateEmailAddressException if the user already has the address, perhaps in another spelling: see
     *     {@link #respellEmail}
     */
    public User addEmail(EmailAddress address, Instant now) {
        Objects.requireNonNull(now, "now");
        if (emailAddress(address).isPresent()) {
            throw new DuplicateEmailAddressException();
        }
        List<UserEmailAddress> changed = new ArrayList<>(emailAddresses);
        changed.add(UserEmailAddress.entered(address, primaryEmail().isEmpty(), now));
        return new User(id, changed);
    }

    /**
     * Records that the user has proved access to the mailbox. From then on, lookups by the address match the user.
     *
     * @param address an address of the user
     * @param now the time of the change
     * @return the user with the address confirmed; the same user if it already was
     * @throws UnknownEmailAddressException if the user does not have the address
     */
    public User confirmEmail(EmailAddress address, Instant now) {
        Objects.requireNonNull(now, "now");
        UserEmailAddress current = existing(address);
        if (current.confirmed()) {
            return this;
        }
        return replacing(current, current.withConfirmation(now));
    }

    /**
     * Makes an address the one at which the user receives mail. The previous primary address remains an address of the
     * user.
     *
     * @param address an address that {@linkplain UserEmailAddress#claimed() belongs to} the user
     * @return the user with the address as primary; the same user if it already was
     * @throws UnknownEmailAddressException if the user does not have the address
     * @throws UnconfirmedPrimaryException if the address is neither confirmed nor institution-managed
     */
    public User makePrimary(EmailAddress address) {
        UserEmailAddress current = existing(address);
        if (current.primary()) {
            return this;
        }
        if (!current.claimed()) {
            throw new UnconfirmedPrimaryException();
        }
        List<UserEmailAddress> changed = new ArrayList<>(emailAddresses);
        changed.replaceAll(
                candidate -> candidate.withPrimary(candidate.address().equals(address)));
        return new User(id, changed);
    }

    /**
     * Changes the spelling of an address of the user, such as its capitals or the script of a legacy domain. Mail goes
     * to the new spelling from then on.
     *
     * <p>The key of the address does not change, so the address remains confirmed, managed by its institution, and
     * primary. Only a pending confirmation ends, since it was sent to the old spelling. An address with another key is
     * another mailbox: use {@link #addEmail} for it.
     *
     * @param spelling an address that is {@linkplain EmailAddress#equals equal} to one of the user
     * @return the user with the new spelling; the same user if the address already has it
     * @throws UnknownEmailAddressException if the user does not have the address in any spelling
     */
    public User respellEmail(EmailAddress spelling) {
        UserEmailAddress current = existing(spelling);
        return current.address().value().equals(spelling.value())
                ? this
                : replacing(current, current.respelled(spelling));
    }

    /**
     * Removes an address that is neither primary nor managed by an institution. To remove a primary address, make
     * another one primary first. An institution {@linkplain #releaseFromInstitution releases} the addresses that it
     * manages; an application that lets users leave their institution calls {@link #leaveInstitution}.
     *
     * @param address an address of the user
     * @return the user without the address
     * @throws UnknownEmailAddressException if the user does not have the address
     * @throws InstitutionManagedException if an institution manages the address
     * @throws PrimaryRequiredException if the address is the primary one
     */
    public User removeEmail(EmailAddress address) {
        UserEmailAddress current = existing(address);
        if (current.institutionManaged()) {
            throw new InstitutionManagedException();
        }
        if (current.primary()) {
            throw new PrimaryRequiredException();
        }
        List<UserEmailAddress> changed = new ArrayList<>(emailAddresses);
        changed.remove(current);
        return new User(id, changed);
    }

    /**
     * Removes an address and makes another one primary, in one change. If the address is not primary, this is the same
     * as {@link #makePrimary} followed by {@link #removeEmail(EmailAddress)}.
     *
     * @param address an address of the user
     * @param replacement another address that {@linkplain UserEmailAddress#claimed() belongs to} the user
     * @return the user without the address, and with the replacement as primary
     * @throws UnknownEmailAddressException if the user lacks one of the addresses
     * @throws UnconfirmedPrimaryException if the replacement is neither confirmed nor institution-managed
     * @throws InstitutionManagedException if an institution manages the address
     * @throws PrimaryRequiredException if both are the same address
     */
    public User removeEmail(EmailAddress address, EmailAddress replacement) {
        existing(address);
        return makePrimary(replacement).removeEmail(address);
    }

    /**
     * Records that an institution vouches for the address. From then on, lookups by the address match the user, even if
     * the user never confirms it. An address that the user does not have yet is added, and becomes primary if the user
     * has no primary address.
     *
     * @param address the address that the institution gave to the person
     * @param institution the institution that manages the address
     * @param now the time of the change
     * @return the user with the address managed; the same user if the institution already manages it
     * @throws SecondInstitutionManagedException if an institution manages another address of the user, or another
     *     institution manages this one: release it first
     */
    public User claimForInstitution(EmailAddress address, InstitutionId institution, Instant now) {
        Objects.requireNonNull(institution, "institution");
        User having = emailAddress(address).isPresent() ? this : addEmail(address, now);
        UserEmailAddress current = having.existing(address);
        // The institution of an address copied from the legacy column may be unknown.
        if (!current.institutionManaged() || current.institution().isEmpty()) {
            return having.replacing(current, current.withInstitution(institution));
        }
        if (current.institution().equals(Optional.of(institution))) {
            return this;
        }
        throw new SecondInstitutionManagedException();
    }

    /**
     * Returns an address to its institution. Institutions reassign addresses, so the address is neither managed nor
     * confirmed afterwards, and no longer matches lookups.
     *
     * <p>The user remains reachable. If the address was primary, the address that has been confirmed for the longest
     * time becomes primary. If there is none, the released address remains primary until the user confirms another one.
     *
     * @param address an address of the user
     * @return the user with the address unconfirmed; the same user if no institution manages it
     * @throws UnknownEmailAddressException if the user does not have the address
     */
    public User releaseFromInstitution(EmailAddress address) {
        UserEmailAddress current = existing(address);
        if (!current.institutionManaged()) {
            return this;
        }
        return losing(current, current.released());
    }

    /**
     * Releases and removes an address that an institution manages, at the request of the user. The event
     * {@link UserEmailEvent.ReleasedFromInstitution} informs the institution. A later roster that names the person
     * claims the address again, unless the key has been forgotten.
     *
     * <p>If the address was primary, the address that has been confirmed for the longest time becomes primary.
     *
     * @param address an address of the user that an institution manages
     * @return the user without the address
     * @throws UnknownEmailAddressException if the user does not have the address, or no institution manages it
     * @throws PrimaryRequiredException if the address is primary, and no other address belongs to the user
     */
    public User leaveInstitution(EmailAddress address) {
        if (!existing(address).institutionManaged()) {
            throw new UnknownEmailAddressException();
        }
        return releaseFromInstitution(address).removeEmail(address);
    }

    /**
     * Records that the user has lost access to the mailbox. The address no longer matches lookups, unless an
     * institution vouches for it.
     *
     * <p>The user remains reachable, as after {@link #releaseFromInstitution}. If the address was primary, the address
     * that has been confirmed for the longest time becomes primary, or else the address that an institution manages. If
     * there is neither, the address remains primary.
     *
     * @param address an address of the user
     * @return the user with the address unconfirmed; the same user if it was not confirmed
     * @throws UnknownEmailAddressException if the user does not have the address
     */
    public User revokeConfirmation(EmailAddress address) {
        UserEmailAddress current = existing(address);
        return current.confirmed() ? losing(current, current.withoutConfirmation()) : this;
    }

    private User losing(UserEmailAddress current, UserEmailAddress replacement) {
        User changed = replacing(current, replacement);
        if (!current.primary() || replacement.claimed()) {
            return changed;
        }
        return changed.longestClaimed().map(changed::makePrimary).orElse(changed);
    }

    /**
     * An unknown time counts as the latest: the address came from a legacy column, and its confirmation was not
     * observed.
     */
    private Optional<EmailAddress> longestClaimed() {
        return emailAddresses.stream()
                .filter(UserEmailAddress::claimed)
                .min(Comparator.comparing((UserEmailAddress candidate) -> !candidate.confirmed())
                        .thenComparing(candidate -> candidate.confirmedAt().orElse(Instant.MAX)))
                .map(UserEmailAddress::address);
    }

    private UserEmailAddress existing(EmailAddress address) {
        return emailAddress(address).orElseThrow(UnknownEmailAddressException::new);
    }

    private User replacing(UserEmailAddress current, UserEmailAddress replacement) {
        List<UserEmailAddress> changed = new ArrayList<>(emailAddresses);
        changed.set(changed.indexOf(current), replacement);
        return new User(id, changed);
    }

    private Optional<UserEmailAddress> first(Predicate<UserEmailAddress> condition) {
        for (UserEmailAddress emailAddress : emailAddresses) {
            if (condition.test(emailAddress)) {
                return Optional.of(emailAddress);
            }
        }
        return Optional.empty();
    }
}
