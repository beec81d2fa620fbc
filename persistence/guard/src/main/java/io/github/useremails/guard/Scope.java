package io.github.useremails.guard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement within a query, with the names that may qualify its columns. */
final class Scope {

    /** Any source that is not a table: a derived table, a function, a join. */
    static final String NO_TABLE = "";

    private final @Nullable Scope outer;
    private final boolean correlated;
    private final @Nullable String bodyOf;
    private final Map<String, String> sources = new HashMap<>();
    private final Set<String> commonTables = new HashSet<>();

    boolean star;
    boolean natural;
    boolean namesNoColumns;

    /**
     * Creates the scope of a statement within another one.
     *
     * @param outer the surrounding scope
     * @param correlated whether columns of the outer scope can be named without a qualifier
     * @param bodyOf the common table expression that contains this statement, if any
     */
    Scope(@Nullable Scope outer, boolean correlated, @Nullable String bodyOf) {
        this.outer = outer;
        this.correlated = correlated;
        this.bodyOf = bodyOf;
    }

    void addCommonTable(String name) {
        commonTables.add(name);
    }

    /** Adds a table of the sources, under its alias or else its name. */
    void addTable(String alias, String table, boolean withSchema) {
        sources.put(alias, !withSchema && isCommonTable(table) ? NO_TABLE : table);
    }

    void addNoTable(String alias) {
        sources.putIfAbsent(alias, NO_TABLE);
    }

    boolean has(String table) {
        return sources.containsValue(table);
    }

    /** Whether a name qualifies columns of a table. An unknown name is treated as a table of that name. */
    boolean qualifies(String name, String table) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            String source = scope.sources.get(name);
            if (source != null) {
                return source.equals(table);
            }
        }
        return name.equals(table);
    }

    /** Whether an unqualified column may belong to the table. */
    boolean reaches(String table) {
        for (Scope scope = this; scope != null; scope = scope.correlated ? scope.outer : null) {
            if (scope.has(table)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name by itself refers to a row of the table. */
    boolean isRow(String name, String table) {
        for (Scope scope = this; scope != null; scope = scope.correlated ? scope.outer : null) {
            String source = scope.sources.get(name);
            if (source != null) {
                return source.equals(table);
            }
        }
        return false;
    }

    private boolean isCommonTable(String name) {
        String body = null;
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.commonTables.contains(name) && !name.equals(body)) {
                return true;
            }
            body = scope.bodyOf;
        }
        return false;
    }
}
