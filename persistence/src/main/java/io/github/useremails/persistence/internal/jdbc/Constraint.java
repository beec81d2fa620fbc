package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.domain.DuplicateEmailAddressException;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.PrimaryRequiredException;
import io.github.useremails.domain.SecondInstitutionManagedException;
import io.github.useremails.domain.SecondPrimaryException;
import io.github.useremails.domain.SingleAddressDuringMoveException;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.persistence.internal.legacy.LegacyColumn;
import java.util.Optional;

/** The constraints of the schema, by the names that the migrations give them. */
public enum Constraint {
    CLAIMED("user_email_addresses_claimed_normalized_email_address_key"),
    ADDRESS_ONCE("user_email_addresses_user_id_normalized_email_address_key"),
    ONE_PRIMARY("user_email_addresses_one_primary_for_a_user_key"),
    ONE_INSTITUTION_MANAGED("user_email_addresses_one_institution_managed_for_a_user_key"),
    ONE_UNTIL_CONTRACT(LegacyColumn.ONE_ADDRESS_CONSTRAINT),
    PRIMARY_REQUIRED("user_email_addresses_primary_required");

    private final String constraintName;

    Constraint(String constraintName) {
        this.constraintName = constraintName;
    }

    static Optional<Constraint> named(String name) {
        for (Constraint constraint : values()) {
            if (constraint.constraintName.equals(name)) {
                return Optional.of(constraint);
            }
        }
        return Optional.empty();
    }

    String constraintName() {
        return constraintName;
    }

    UserEmailException error() {
        return switch (this) {
            case CLAIMED -> new EmailAddressClaimedException();
            case ADDRESS_ONCE -> new DuplicateEmailAddressException();
            case ONE_PRIMARY -> new SecondPrimaryException();
            case ONE_INSTITUTION_MANAGED -> new SecondInstitutionManagedException();
            case ONE_UNTIL_CONTRACT -> new SingleAddressDuringMoveException();
            case PRIMARY_REQUIRED -> new PrimaryRequiredException();
        };
    }

    /**
     * Returns whether only a writer that did not lock the user first can have caused the violation. The change is then
     * retried with the user as that writer left it.
     */
    boolean concernsOneUser() {
        return this == ADDRESS_ONCE || this == ONE_PRIMARY || this == ONE_INSTITUTION_MANAGED;
    }
}
