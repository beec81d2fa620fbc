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
 * A user and the user's email addresses, with the rules for changing them. Immutable: each rule returns the user as
 * it is afterwards, or throws the {@link UserEmailException} of the rule that it would break.
 *
 * <pre>{@code
 * users.update(id, (user, now) -> user.confirmEmail(address, now).makePrimary(address));
 * }</pre>
 *
 * <p>What concerns other users, such as an address that one of them has claimed, is not known here: the database
 * decides it when the change is written.
 *
 * @param id the user
 * @param emailAddresses the addresses, in the order in which the user got them; empty for a user without any
 */
public record User(UserId id, List<UserEmailAddress> emailAddresses) {

    /**
     * Takes a user as it stands. A user whose addresses lack a primary is accepted, since a user must be readable in
     * whatever state other writers left it.
     *
     * @param id the user
     * @param emailAddresses the addresses, copied
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

    /** Each is compared with those after it: they are few, and a set would be the largest part of what a lookup makes. */
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
     * Where the user wants to receive mail. It need not be confirmed: the first address of a new user is primary from
     * the start.
     *
     * @return the primary address; empty for a user without addresses
     */
    public Optional<EmailAddress> primaryEmail() {
        return first(UserEmailAddress::primary).map(UserEmailAddress::address);
    }

    /**
     * The address by which a school or an employer identifies the user as one of theirs. Write to
     * {@link #primaryEmail()} instead, even where they are often the same.
     *
     * @return the institution-managed address, confirmed or not; empty where no institution manages one
     */
    public Optional<EmailAddress> institutionManagedEmail() {
        return first(UserEmailAddress::institutionManaged).map(UserEmailAddress::address);
    }

    /**
     * What an address is to the user.
     *
     * @param address an address in any spelling that is {@linkplain EmailAddress#equals equal}
     * @return the user's address; empty if the user does not have it
     */
    public Optional<UserEmailAddress> emailAddress(EmailAddress address) {
        Objects.requireNonNull(address, "address");
        return first(candidate -> candidate.address().equals(address));
    }

    /**
     * Adds an address that the user entered. It never matches a lookup before it is confirmed. It becomes the
     * primary address if the user has no other.
     *
     * @param address the new address
     * @param now the time of the change
     * @return the user with the address added last, unconfirmed
     * @throws DuplicateEmailAddressException if the user has the address already, perhaps in another spelling: see
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
     * Records that the user proved access to the mailbox. From then on lookups by the address find the user.
     *
     * @param address an address of the user
     * @param now the time of the change
     * @return the user with the address confirmed; the same user if it was confirmed before
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
     * Makes an address the one where the user receives mail. The one before stays an address of the user.
     *
     * @param address an address that {@linkplain UserEmailAddress#claimed() belongs to} the user
     * @return the user with the address as primary; the same user if it was primary before
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
     * Changes how an address of the user is spelled, such as its capitals or the script of a legacy domain. Mail goes to
     * the new spelling from then on.
     *
     * <p>The key of the address stays the same, so everything else does: the address remains confirmed, managed by its
     * institution and primary. Only a pending confirmation ends, for it was sent to the old spelling. An address with another key is another mailbox: {@linkplain #addEmail add} that one.
     *
     * @param spelling an address that {@linkplain EmailAddress#equals equals} one of the user
     * @return the user with the address spelled like this; the same user if it was spelled so before
     * @throws UnknownEmailAddressException if the user does not have the address in any spelling
     */
    public User respellEmail(EmailAddress spelling) {
        UserEmailAddress current = existing(spelling);
        return current.address().value().equals(spelling.value())
                ? this
                : replacing(current, current.respelled(spelling));
    }

    /**
     * Takes an address away from the user. The primary one stays, also where it is the only one: make another address
     * primary first. One that an institution manages stays, too: it is the institution's to
     * {@linkplain #releaseFromInstitution release}. A host that lets users go calls {@link #leaveInstitution}.
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
     * Takes the primary address away and makes another one primary, in one change. For an address that is not primary
     * it is {@link #makePrimary} and {@link #removeEmail(EmailAddress)}.
     *
     * @param address an address of the user
     * @param replacement another address that {@linkplain UserEmailAddress#claimed() belongs to} the user
     * @return the user without the address, receiving mail at the replacement
     * @throws UnknownEmailAddressException if the user does not have both
     * @throws UnconfirmedPrimaryException if the replacement is neither confirmed nor institution-managed
     * @throws InstitutionManagedException if an institution manages the address
     * @throws PrimaryRequiredException if both are the same address
     */
    public User removeEmail(EmailAddress address, EmailAddress replacement) {
        existing(address);
        return makePrimary(replacement).removeEmail(address);
    }

    /**
     * Records that an institution vouches for the address. From then on lookups by the address find the user, whether
     * the user ever confirms it or not. An address that the user does not have yet is added, and is primary if the user
     * has no other primary.
     *
     * @param address the address that the institution gave to the person
     * @param institution who manages it
     * @param now the time of the change
     * @return the user with the address managed; the same user if the institution managed it before
     * @throws SecondInstitutionManagedException if an institution manages another address of the user, or another
     *     institution this one: release it first
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
     * Takes an address back for the institution. Institutions give addresses to the next person, so it is neither
     * managed nor confirmed afterwards and finds nobody.
     *
     * <p>The user stays reachable: if mail went to the address, it goes to the longest-confirmed of the others from
     * then on. If there is none, the address stays where mail goes, until the user confirms another one.
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
     * Releases and removes an address that an institution manages, because the user asks for it. The institution is
     * told by the event {@link UserEmailEvent.ReleasedFromInstitution}. Its next roster claims the address again if it
     * still names the person, unless the key is forgotten.
     *
     * <p>If mail went to the address, it goes to the longest-confirmed of the others from then on.
     *
     * @param address the address of the user that an institution manages
     * @return the user without the address
     * @throws UnknownEmailAddressException if the user does not have the address, or if no institution manages it
     * @throws PrimaryRequiredException if mail goes to the address, and no other address belongs to the user
     */
    public User leaveInstitution(EmailAddress address) {
        if (!existing(address).institutionManaged()) {
            throw new UnknownEmailAddressException();
        }
        return releaseFromInstitution(address).removeEmail(address);
    }

    /**
     * Records that the user does not have access to the mailbox any more. Unless an institution vouches for it, the
     * address finds nobody from then on.
     *
     * <p>The user stays reachable as after {@link #releaseFromInstitution}: mail goes to the longest-confirmed of the
     * others, or to the one that an institution manages; if there is neither, the address stays where mail goes.
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

    /** A time that is not known counts as late: the address came from a legacy column, and nobody saw it confirmed. */
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
