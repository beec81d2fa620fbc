package io.github.useremails.persistence.internal.sql;

import io.github.useremails.domain.address.EmailAddress;

/** An address that is stored without its key. */
public final class AddressText {

    private AddressText() {}

    /** A text from a legacy column need not be an address; it is its own key then. */
    public static EmailAddress read(String text) {
        return EmailAddress.tryParse(text).orElseGet(() -> EmailAddress.stored(text, text));
    }
}
