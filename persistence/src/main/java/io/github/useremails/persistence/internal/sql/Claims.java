package io.github.useremails.persistence.internal.sql;

import static org.jooq.impl.DSL.condition;

import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import org.jooq.Condition;

/** Who owns an address, in SQL: the one place, as {@code UserEmailAddress.claimed()} is in Java. */
public final class Claims {

    private Claims() {}

    /** The same words as the predicate of the partial index, so that the index serves. */
    public static Condition claimed(UserEmailAddresses e) {
        return condition(e.CONFIRMED).or(e.INSTITUTION_MANAGED);
    }
}
