package io.github.useremails.domain.address;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An email address to which mail can be delivered and by which a user can be found.
 *
 * <p>Two addresses are equal when their {@linkplain #normalized() keys} are: the case of A to Z does
 * not matter, nor the way in which an accented character is composed, nor whether a domain is
 * written in its own script or as {@code xn--}. Everything else matters: {@code é} differs from
 * {@code É}, {@code ann+news} from {@code ann}, and a full-width letter from the plain one.
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
 * <p>The text is taken as it is: blanks around it are refused, and trimming them is the caller's
 * choice. Not supported, on purpose: quoted strings, comments, IP literals, display names and
 * obsolete forms. Nothing depends on the default locale. Instances are immutable.
 */
public final class EmailAddress {

    private final String value;
    private final String normalized;

    EmailAddress(String value, String normalized) {
        this.value = value;
        this.normalized = normalized;
    }

    /**
     * Reads an address. Parsing its {@link #value()} again gives an equal address with the same value.
     *
     * <p>Where the text comes from a visitor and may well be no address, {@link #tryParse} answers
     * without an exception.
     *
     * @param text the address alone, with nothing around it
     * @return the address
     * @throws InvalidEmailAddressException if the text is not an address; the reason says what to correct,
     *     and the message does not repeat the text
     */
    public static EmailAddress parse(String text) {
        requireNonNull(text, "text");
        return EmailAddressSyntax.parse(text).orElseThrow();
    }

    /**
     * Reads an address if the text is one.
     *
     * @param text any text
     * @return the address; empty where {@link #parse} would refuse the text
     */
    public static Optional<EmailAddress> tryParse(String text) {
        requireNonNull(text, "text");
        return EmailAddressSyntax.parse(text).toOptional();
    }

    /**
     * Takes a stored pair as it stands, without a check: for implementations of {@code Users} only.
     *
     * <p>A row copied verbatim from a legacy column may hold text that {@link #parse} refuses, and
     * such a user must be readable all the same. Everyone else calls {@link #parse}.
     *
     * @param value what is stored to deliver to
     * @param normalized what is stored as the key of equality
     * @return an address with exactly these two texts
     */
    public static EmailAddress stored(String value, String normalized) {
        return new EmailAddress(requireNonNull(value, "value"), requireNonNull(normalized, "normalized"));
    }

    /**
     * The form to deliver mail to: the part before the {@code @} as it was given, in Unicode
     * normalization form C, and the domain in lower-case A-labels.
     *
     * @return the address in full; personal data that {@link #toString()} would mask
     */
    public String value() {
        return value;
    }

    /**
     * The key of equality: {@link #value()} with A to Z in lower case.
     *
     * <p>It is there to be stored and compared. Do not send mail to it, since the case before the
     * {@code @} belongs to the receiving server, and do not build it by {@link String#toLowerCase()},
     * which changes more than A to Z.
     *
     * @return the key; personal data like the value
     */
    public String normalized() {
        return normalized;
    }

    /**
     * Returns the part after the {@code @}.
     *
     * @return the domain; of stored text that is not an address, whatever follows its last {@code @}, or an empty one
     */
    public EmailDomain domain() {
        return EmailDomain.ofNormalized(normalized);
    }

    /**
     * Compares the {@linkplain #normalized() keys}.
     *
     * @param other what to compare with
     * @return whether both are the same address, though perhaps spelled differently
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
     * The address masked for logs, {@code A***@school.edu}: the first character, and the domain.
     *
     * @return the masked address; of stored text that is not an address, the first character at most
     */
    @Override
    public String toString() {
        return MaskedEmailAddress.of(value);
    }
}
