package io.github.useremails.domain.institution;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Objects;

/**
 * A person as an institution's roster gives it.
 *
 * @param externalKey the institution's own key of the person, which outlasts a change of the address; without what is
 *     invisible around it
 * @param address the address that the institution gave to the person
 */
public record RosterLine(String externalKey, EmailAddress address) {

    /**
     * Checks the key, and removes what is invisible around it: blanks, line breaks, byte order marks and other control
     * and format characters. Everything else is compared as it is, capitals and leading zeros included.
     *
     * @param externalKey the key
     * @param address the address
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if nothing visible is left of the key, or more than 255 chars, or if it has a
     *     control or format character or half a surrogate pair inside
     */
    public RosterLine {
        Objects.requireNonNull(externalKey, "externalKey");
        Objects.requireNonNull(address, "address");
        externalKey = ExternalKey.normalized(externalKey);
    }
}
