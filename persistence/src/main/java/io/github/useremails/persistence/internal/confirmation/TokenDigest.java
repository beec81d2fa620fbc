package io.github.useremails.persistence.internal.confirmation;

import io.github.useremails.domain.confirmation.ConfirmationToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes the stored digest of a token. The token is random, so it needs neither a salt nor a slow hash. */
final class TokenDigest {

    private TokenDigest() {}

    static byte[] of(ConfirmationToken token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.value().getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime must provide SHA-256", e);
        }
    }
}
