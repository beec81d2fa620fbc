package io.github.useremails.persistence.internal.sql;

import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Conditions that jOOQ 3.19 and 3.21 offer under different signatures. */
public final class Conditions {

    private Conditions() {}

    /**
     * Replaces {@code DSL.notExists}, whose parameter is a {@code Select} before jOOQ 3.20 and a {@code TableLike} from
     * then on. A class that was compiled with one does not link with the other.
     */
    public static Condition notExists(Select<?> select) {
        return DSL.condition("not exists ({0})", select);
    }
}
