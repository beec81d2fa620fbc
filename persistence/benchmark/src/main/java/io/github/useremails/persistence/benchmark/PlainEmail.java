package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.address.EmailAddress;

/** An address without what it is to its user. */
record PlainEmail(String address, String normalized) {

    static PlainEmail of(EmailAddress address) {
        return new PlainEmail(address.value(), address.normalized());
    }
}
