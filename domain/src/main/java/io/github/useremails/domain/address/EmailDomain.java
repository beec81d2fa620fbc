package io.github.useremails.domain.address;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The domain of an email address, such as {@code school.edu}. Two domains are equal if their lower-case A-labels are
 * equal: neither capitals matter, nor whether a label is written in its own script or as {@code xn--}.
 *
 * <p>Instances are immutable.
 */
public final class EmailDomain {

    private final String value;

    private EmailDomain(String value) {
        this.value = value;
    }

    /**
     * Parses a domain.
     *
     * @param text the domain alone
     * @return the domain
     * @throws InvalidEmailAddressException if no address can have this domain
     */
    public static EmailDomain parse(String text) {
        return new EmailDomain(DomainName.parse(requireNonNull(text, "text")).orElseThrow());
    }

    /**
     * Parses a domain if the text is one.
     *
     * @param text any text
     * @return the domain; empty where {@link #parse} would throw
     */
    public static Optional<EmailDomain> tryParse(String text) {
        return DomainName.parse(requireNonNull(text, "text")).toOptional().map(EmailDomain::new);
    }

    /** Returns the domain of a normalized address, or of stored text that may not be an address. */
    static EmailDomain ofNormalized(String address) {
        int at = address.lastIndexOf('@');
        return new EmailDomain(at < 0 ? "" : address.substring(at + 1));
    }

    /**
     * Returns the domain in lower-case A-labels.
     *
     * @return the text
     */
    public String value() {
        return value;
    }

    /**
     * Returns whether this is a subdomain of another domain. For example, {@code students.school.edu} is below
     * {@code school.edu}.
     *
     * @param other the other domain
     * @return whether it is; false for equal domains
     */
    public boolean isBelow(EmailDomain other) {
        return value.endsWith("." + other.value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmailDomain that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /**
     * Returns the domain, which is not personal data.
     *
     * @return {@link #value()}
     */
    @Override
    public String toString() {
        return value;
    }
}
