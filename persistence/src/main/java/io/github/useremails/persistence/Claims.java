package io.github.useremails.persistence;

import static org.jooq.impl.DSL.condition;

import io.github.useremails.persistence.schema.tables.UserEmailAddresses;
import org.jooq.Condition;

/** Who owns an address, in SQL: the one place, as {@code UserEmailAddress.claimed()} is in Java. */
final class Claims {

    private Claims() {}

    /** The same words as the predicate of the partial index, so that the index serves. */
    static Condition claimed(UserEmailAddresses e) {
        return condition(e.CONFIRMED).or(e.INSTITUTION_MANAGED);
    }
}
