package io.github.useremails.domain.institution;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Objects;

/**
 * One person on an institution's roster.
 *
 * @param externalKey the institution's own key of the person, which outlasts a change of the address; without the
 *     invisible characters around it
 * @param address the address that the institution gave to the person
 */
public record RosterLine(String externalKey, EmailAddress address) {

    /**
     * Validates the key, and removes the invisible characters around it: blanks, line breaks, byte order marks and
     * other control and format characters. Otherwise keys are compared exactly, including capitals and leading zeros.
     *
     * @param externalKey the key
     * @param address the address
     * @throws NullPointerException if a component is null
     * @throws IllegalArgumentException if the key is empty without the invisible characters around it, is longer than
     *     255 chars, or contains a control or format character or half of a surrogate pair
     */
    public RosterLine {
        Objects.requireNonNull(externalKey, "externalKey");
        Objects.requireNonNull(address, "address");
        externalKey = ExternalKey.normalized(externalKey);
    }
}
