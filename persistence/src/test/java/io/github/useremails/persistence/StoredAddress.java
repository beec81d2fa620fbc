package io.github.useremails.persistence;

import io.github.useremails.domain.address.EmailAddress;

/** An address as another writer than the library put it into the table. */
record StoredAddress(EmailAddress address, boolean isPrimary, boolean isConfirmed, boolean isInstitutionManaged) {

    static StoredAddress entered(String text) {
        return new StoredAddress(EmailAddress.parse(text), false, false, false);
    }

    static StoredAddress confirmed(String text) {
        return new StoredAddress(EmailAddress.parse(text), false, true, false);
    }

    static StoredAddress institutionManaged(String text) {
        return new StoredAddress(EmailAddress.parse(text), false, false, true);
    }

    StoredAddress andPrimary() {
        return new StoredAddress(address, true, isConfirmed, isInstitutionManaged);
    }

    StoredAddress andConfirmed() {
        return new StoredAddress(address, isPrimary, true, isInstitutionManaged);
    }
}
