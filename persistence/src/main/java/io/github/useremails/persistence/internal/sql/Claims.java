package io.github.useremails.persistence.internal.sql;

import static org.jooq.impl.DSL.condition;

import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import org.jooq.Condition;

/** The condition for owning an address in SQL, as {@code UserEmailAddress.claimed()} is in Java. */
public final class Claims {

    private Claims() {}

    /** Matches the predicate of the partial index literally, so that the planner can use the index. */
    public static Condition claimed(UserEmailAddresses e) {
        return condition(e.CONFIRMED).or(e.INSTITUTION_MANAGED);
    }
}
