package io.github.useremails.guard;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A column that no mapping of the application contains, so that it can be dropped.
 *
 * @param table its table, as in the catalogue
 * @param column its name, as in the catalogue
 * @param removeAfter the last day on which the column and this entry may exist
 */
public record IgnoredColumn(String table, String column, LocalDate removeAfter) {

    /**
     * Requires that nothing is blank.
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
