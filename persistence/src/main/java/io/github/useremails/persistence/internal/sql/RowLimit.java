package io.github.useremails.persistence.internal.sql;

/** Checks how many rows a call requests. */
public final class RowLimit {

    private RowLimit() {}

    public static void check(int limit, int highest) {
        if (limit < 1 || limit > highest) {
            throw new IllegalArgumentException("limit must be from 1 to " + highest + ", but is " + limit);
        }
    }
}
