package io.github.useremails.guard;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Guesses from the words of a statement what it uses, if no parser could read it. In doubt it reports a use: a false
 * warning can be checked, a missing one cannot.
 */
final class TokenHeuristics {

    private static final Token NATURAL = new Token("natural", Token.Kind.WORD);
    private static final Set<String> BEFORE_STAR = Set.of("select", "distinct", "all", "returning", ",");
    private static final Set<String> BEFORE_ROW = Set.of("select", "distinct", "all", "returning", ",", "(");
    private static final Set<String> BEFORE_TABLE = Set.of("", ";", "(", "as", "all", "union", "except", "intersect");
    private static final Set<String> QUERIES = Set.of("select", "with", "values", "table");

    private final List<Token> words;
    private final TableAliases sources;

    TokenHeuristics(List<Token> words) {
        this.words = words;
        this.sources = TableAliases.of(words);
    }

    Set<DeprecatedColumn> uses(List<DeprecatedColumn> columns) {
        Set<DeprecatedColumn> used = new LinkedHashSet<>();
        for (DeprecatedColumn column : columns) {
            if (mentions(column.table()) && isUsed(column)) {
                used.add(column);
            }
        }
        return used;
    }

    private boolean mentions(String table) {
        return words.stream().anyMatch(word -> word.isName() && word.text().equals(table));
    }

    private boolean isUsed(DeprecatedColumn column) {
        String table = column.table();
        if (sources.rename(table) || (sources.have(table) && words.contains(NATURAL))) {
            return true;
        }
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            if ((word.isName() && isUsed(i, column)) || (word.is("*") && isAllColumns(i, table))) {
                return true;
            }
        }
        return false;
    }

    private boolean isUsed(int i, DeprecatedColumn column) {
        String name = words.get(i).text();
        return (name.equals(column.column()) && isColumn(i, column.table()))
                || (name.equals(column.table()) && takesAll(i))
                || isRow(i, column.table());
    }

    private boolean isColumn(int i, String table) {
        if (at(i - 1).is(".")) {
            return qualifies(at(i - 2), table);
        }
        // Neither an alias nor the qualifier of a column.
        return !at(i - 1).is("as") && !at(i + 1).is(".");
    }

    private boolean isAllColumns(int i, String table) {
        if (at(i - 1).is(".")) {
            return qualifies(at(i - 2), table);
        }
        boolean star = (at(i - 1).kind() != Token.Kind.QUOTED
                        && BEFORE_STAR.contains(at(i - 1).text()))
                || at(i + 1).is("from");
        return star && sources.have(table);
    }

    private boolean qualifies(Token qualifier, String table) {
        return !qualifier.isName() || sources.mayMean(qualifier.text(), table);
    }

    /** The name of a table in place of a value. */
    private boolean isRow(int i, String table) {
        Token before = at(i - 1);
        return sources.names(words.get(i).text(), table)
                && !sources.declaredAt(i)
                && before.kind() != Token.Kind.QUOTED
                && BEFORE_ROW.contains(before.text())
                && !at(i + 1).is(".");
    }

    /**
     * {@code insert into users values}, {@code copy users}, {@code table users}, {@code when not matched then insert
     * values}.
     */
    private boolean takesAll(int i) {
        int first = i;
        while (at(first - 1).is(".")) {
            first -= 2;
        }
        Token before = at(first - 1);
        if (before.is("into") && at(first - 2).is("merge")) {
            return insertsWithoutColumns();
        }
        if (before.is("into") && at(first - 2).is("insert")) {
            return namesNoColumns(afterAlias(i + 1));
        }
        if (before.is("copy")) {
            return !at(i + 1).is("(");
        }
        return before.is("table")
                && at(first - 2).kind() != Token.Kind.QUOTED
                && BEFORE_TABLE.contains(at(first - 2).text());
    }

    private boolean insertsWithoutColumns() {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is("insert") && !at(i + 1).is("into") && namesNoColumns(i + 1)) {
                return true;
            }
        }
        return false;
    }

    private int afterAlias(int i) {
        if (at(i).is("as")) {
            return i + 2;
        }
        return at(i).kind() == Token.Kind.QUOTED ? i + 1 : i;
    }

    private boolean namesNoColumns(int i) {
        if (at(i).is("(")) {
            return QUERIES.contains(at(i + 1).text());
        }
        return !at(i).is("default");
    }

    private Token at(int i) {
        return i < 0 || i >= words.size() ? Token.NONE : words.get(i);
    }
}
