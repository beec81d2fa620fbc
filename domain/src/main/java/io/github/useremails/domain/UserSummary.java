package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of a page of users: who, and the two addresses that mean something.
 *
 * @param id the user
 * @param primaryEmail where the user wants to receive mail; empty for a user without addresses
 * @param institutionManagedEmail the address by which an institution identifies the user; empty where none does
 */
public record UserSummary(
        UserId id, Optional<EmailAddress> primaryEmail, Optional<EmailAddress> institutionManagedEmail) {

    /**
     * Takes the parts as they are.
     *
     * @param id the user
     * @param primaryEmail the primary address, if any
     * @param institutionManagedEmail the institution-managed address, if any
     * @throws NullPointerException if a part is null
     */
    public UserSummary {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(primaryEmail, "primaryEmail");
        Objects.requireNonNull(institutionManagedEmail, "institutionManagedEmail");
    }
}
