package io.github.useremails.domain.address;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An email address that can receive mail and identify a user.
 *
 * <p>Two addresses are equal if their {@linkplain #normalized() keys} are equal. The case of A to Z does not matter,
 * nor how an accented character is composed, nor whether a domain is written in its own script or as {@code xn--}. All
 * other differences matter: {@code é} differs from {@code É}, {@code ann+news} from {@code ann}, and a full-width
 * letter from the plain one.
 *
 * <pre>{@code
 * EmailAddress address = EmailAddress.parse("Ann@School.edu");
 *
 * address.value();      // Ann@school.edu, to deliver to
 * address.normalized(); // ann@school.edu, to compare
 * address.toString();   // A***@school.edu, to log
 * address.equals(EmailAddress.parse("ANN@school.EDU")); // true
 * }</pre>
 *
 * <p>The text is not trimmed: blanks around it are rejected, and the caller decides whether to trim them. Quoted
 * strings, comments, IP literals, display names and obsolete forms are deliberately unsupported. Parsing does not
 * depend on the default locale. Instances are immutable.
 */
public final class EmailAddress {

    private final String value;
    private final String normalized;

    EmailAddress(String value, String normalized) {
        this.value = value;
        this.normalized = normalized;
    }

    /**
     * Parses an address. Parsing its {@link #value()} again returns an equal address with the same value.
     *
     * <p>If the text comes from a visitor and may not be an address, use {@link #tryParse}, which does not throw.
     *
     * @param text the address alone, with nothing around it
     * @return the address
     * @throws InvalidEmailAddressException if the text is not an address; the reason explains what to correct, and the
     *     message does not contain the text
     */
    public static EmailAddress parse(String text) {
        requireNonNull(text, "text");
        return EmailAddressSyntax.parse(text).orElseThrow();
    }

    /**
     * Parses an address if the text is one.
     *
     * @param text any text
     * @return the address; empty if {@link #parse} would throw
     */
    public static Optional<EmailAddress> tryParse(String text) {
        requireNonNull(text, "text");
        return EmailAddressSyntax.parse(text).toOptional();
    }

    /**
     * Creates an address from a stored pair without validation. For implementations of {@code Users} only.
     *
     * <p>A row that was copied from a legacy column may contain text that {@link #parse} rejects, and its user must be
     * readable nevertheless. All other callers use {@link #parse}.
     *
     * @param value the stored form for delivery
     * @param normalized the stored key of equality
     * @return an address with exactly these texts
     */
    public static EmailAddress stored(String value, String normalized) {
        return new EmailAddress(requireNonNull(value, "value"), requireNonNull(normalized, "normalized"));
    }

    /**
     * Returns the form for delivery: the part before the {@code @} as it was given, in Unicode normalization form C,
     * and the domain in lower-case A-labels.
     *
     * @return the address in full; personal data that {@link #toString()} would mask
     */
    public String value() {
        return value;
    }

    /**
     * Returns the key of equality: {@link #value()} with A to Z in lower case.
     *
     * <p>Store and compare the key. Do not send mail to it, since the receiving server may distinguish the case before
     * the {@code @}. Do not compute it with {@link String#toLowerCase()}, which changes more than A to Z.
     *
     * @return the key; personal data like the value
     */
    public String normalized() {
        return normalized;
    }

    /**
     * Returns the part after the {@code @}.
     *
     * @return the domain; for stored text that is not an address, the text after its last {@code @}, or an empty domain
     */
    public EmailDomain domain() {
        return EmailDomain.ofNormalized(normalized);
    }

    /**
     * Compares the {@linkplain #normalized() keys}.
     *
     * @param other the object to compare with
     * @return whether both are the same address, possibly in different spellings
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmailAddress that && normalized.equals(that.normalized);
    }

    @Override
    public int hashCode() {
        return normalized.hashCode();
    }

    /**
     * Returns the address masked for logs, such as {@code A***@school.edu}: the first character and the domain.
     *
     * @return the masked address; for stored text that is not an address, at most the first character
     */
    @Override
    public String toString() {
        return MaskedEmailAddress.of(value);
    }
}
