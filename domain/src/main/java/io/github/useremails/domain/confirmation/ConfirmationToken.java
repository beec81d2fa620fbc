package io.github.useremails.domain.confirmation;

import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is sent to an address, to prove that the user reads the mail there: 256 random bits, as 43 characters
 * that need no escaping in a link.
 *
 * <p>It is shown once, to be sent; the database keeps its digest only. {@link #toString()} hides it.
 */
public final class ConfirmationToken {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String value;

    private ConfirmationToken(String value) {
        this.value = value;
    }

    /**
     * Takes random bits as a token: for implementations of {@link EmailConfirmations}.
     *
     * @param random 32 bytes of a cryptographic source
     * @return the token
     * @throws IllegalArgumentException if there are not 32 bytes
     */
    public static ConfirmationToken of(byte[] random) {
        if (random.length != 32) {
            throw new IllegalArgumentException("a token has 32 bytes");
        }
        return new ConfirmationToken(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /**
     * Reads a token from a link.
     *
     * @param text any text
     * @return the token; empty if no token looks like that
     */
    public static Optional<ConfirmationToken> tryParse(String text) {
        Objects.requireNonNull(text, "text");
        return FORM.matcher(text).matches() ? Optional.of(new ConfirmationToken(text)) : Optional.empty();
    }

    /**
     * The token in full, to be put into the link.
     *
     * @return 43 characters; a secret
     */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfirmationToken that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Says that it is a token, and not which. */
    @Override
    public String toString() {
        return "ConfirmationToken[***]";
    }
}
