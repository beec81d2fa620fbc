package io.github.useremails.guard;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A column that the application behaves as if it were gone: no mapping contains it, so it can be dropped.
 *
 * @param table its table, as in the catalogue
 * @param column its name, as in the catalogue
 * @param removeAfter from the day after this one the column and this note must be gone
 */
public record IgnoredColumn(String table, String column, LocalDate removeAfter) {

    /**
     * Checks that there is something in each.
     *
     * @param table its table
     * @param column its name
     * @param removeAfter the last day
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if a name is blank
     */
    public IgnoredColumn {
        DeprecatedColumn.requireText(table, "table");
        DeprecatedColumn.requireText(column, "column");
        Objects.requireNonNull(removeAfter, "removeAfter");
    }

    String name() {
        return table + "." + column;
    }
}
