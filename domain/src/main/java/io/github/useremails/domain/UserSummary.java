package io.github.useremails.domain;

import io.github.useremails.domain.address.EmailAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of a page of users: the user's id and the two addresses that have a role.
 *
 * @param id the user
 * @param primaryEmail the address at which the user wants to receive mail; empty for a user without addresses
 * @param institutionManagedEmail the address by which an institution identifies the user; empty if there is none
 */
public record UserSummary(
        UserId id, Optional<EmailAddress> primaryEmail, Optional<EmailAddress> institutionManagedEmail) {

    /**
     * Creates a summary.
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
