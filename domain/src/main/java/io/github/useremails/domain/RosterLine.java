package io.github.useremails.domain;

import java.util.Objects;

/**
 * A person as an institution's roster gives it.
 *
 * @param externalKey the institution's own key of the person, which outlasts a change of the address
 * @param address the address that the institution gave to the person
 */
public record RosterLine(String externalKey, EmailAddress address) {

    private static final int LONGEST_KEY = 255;

    /**
     * Checks the key.
     *
     * @param externalKey the key, compared as it is
     * @param address the address
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if the key is blank, longer than 255 chars, or has a null character
     */
    public RosterLine {
        Objects.requireNonNull(externalKey, "externalKey");
        Objects.requireNonNull(address, "address");
        if (externalKey.isBlank() || externalKey.length() > LONGEST_KEY || externalKey.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an external key has 1 to " + LONGEST_KEY + " chars and is not blank");
        }
    }
}
