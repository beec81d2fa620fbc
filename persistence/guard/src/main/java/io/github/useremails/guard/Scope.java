package io.github.useremails.guard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement inside of a query, with the names that its columns may be qualified with. */
final class Scope {

    /** Anything other than a table: a derived table, a function, a join. */
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
     * A statement in another one.
     *
     * @param outer the one around it
     * @param correlated whether columns of the outer one can be named without saying whose they are
     * @param bodyOf the common table expression that this statement is in, if any
     */
    Scope(@Nullable Scope outer, boolean correlated, @Nullable String bodyOf) {
        this.outer = outer;
        this.correlated = correlated;
        this.bodyOf = bodyOf;
    }

    void addCommonTable(String name) {
        commonTables.add(name);
    }

    /** A table that stands among the sources, under its alias or else its name. */
    void addTable(String alias, String table, boolean withSchema) {
        sources.put(alias, !withSchema && isCommonTable(table) ? NO_TABLE : table);
    }

    void addNoTable(String alias) {
        sources.putIfAbsent(alias, NO_TABLE);
    }

    boolean has(String table) {
        return sources.containsValue(table);
    }

    /** Whether a name qualifies columns of a table. What is not known is taken for a table of that name. */
    boolean qualifies(String name, String table) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            String source = scope.sources.get(name);
            if (source != null) {
                return source.equals(table);
            }
        }
        return name.equals(table);
    }

    /** Whether a column without a qualifier may be one of the table. */
    boolean reaches(String table) {
        for (Scope scope = this; scope != null; scope = scope.correlated ? scope.outer : null) {
            if (scope.has(table)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a name by itself stands for a row of the table. */
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
