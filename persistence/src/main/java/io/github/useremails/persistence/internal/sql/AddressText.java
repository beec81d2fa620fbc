package io.github.useremails.persistence.internal.sql;

import io.github.useremails.domain.address.EmailAddress;

/** Reads addresses that are stored without their keys. */
public final class AddressText {

    private AddressText() {}

    /** Reads an address. Text of a legacy column that is not an address is its own key. */
    public static EmailAddress read(String text) {
        return EmailAddress.tryParse(text).orElseGet(() -> EmailAddress.stored(text, text));
    }
}
