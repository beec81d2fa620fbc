package io.github.useremails.domain.confirmation;

import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is sent to an address, to prove that the user receives its mail. It has 256 random bits, encoded in 43
 * characters that need no escaping in a link.
 *
 * <p>Only the caller receives the token, and only once: the database stores a digest. {@link #toString()} masks it.
 */
public final class ConfirmationToken {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String value;

    private ConfirmationToken(String value) {
        this.value = value;
    }

    /**
     * Creates a token from random bytes. For implementations of {@link EmailConfirmations}.
     *
     * @param random 32 bytes from a cryptographically secure source
     * @return the token
     * @throws IllegalArgumentException if the length is not 32
     */
    public static ConfirmationToken of(byte[] random) {
        if (random.length != 32) {
            throw new IllegalArgumentException("a token must have 32 bytes");
        }
        return new ConfirmationToken(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /**
     * Parses a token from a link.
     *
     * @param text any text
     * @return the token; empty if the text does not have the format of a token
     */
    public static Optional<ConfirmationToken> tryParse(String text) {
        Objects.requireNonNull(text, "text");
        return FORM.matcher(text).matches() ? Optional.of(new ConfirmationToken(text)) : Optional.empty();
    }

    /**
     * Returns the token in full, for the link.
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

    /** Returns a constant that does not reveal the token. */
    @Override
    public String toString() {
        return "ConfirmationToken[***]";
    }
}
