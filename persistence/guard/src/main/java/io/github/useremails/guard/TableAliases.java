package io.github.useremails.guard;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables that names refer to, judged by the words after {@code from}, {@code join} and the like. */
final class TableAliases {

    private static final Set<String> BEGIN = Set.of("from", "join", "using", "update", "into", "copy");
    private static final Set<String> LISTS = Set.of("from", "using");
    private static final Set<String> SKIPPED = Set.of("only", "lateral", "table");
    private static final Set<String> QUERIES = Set.of("select", "with", "values", "table");
    private static final Set<String> CLAUSES = Set.of(
            "select",
            "where",
            "set",
            "on",
            "group",
            "order",
            "having",
            "returning",
            "values",
            "limit",
            "offset",
            "union",
            "except",
            "intersect",
            "window",
            "for",
            "fetch",
            "when",
            "then");
    private static final Set<String> NO_ALIASES = Set.of(
            "where",
            "set",
            "on",
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "group",
            "order",
            "having",
            "limit",
            "offset",
            "fetch",
            "for",
            "union",
            "except",
            "intersect",
            "returning",
            "values",
            "select",
            "with",
            "using",
            "window",
            "tablesample",
            "when",
            "default",
            "overriding",
            "to",
            "from",
            "add",
            "drop",
            "alter",
            "rename",
            "do",
            "loop",
            "then",
            "end");

    private final List<Token> words;
    private final Map<String, Set<String>> tables = new HashMap<>();
    private final Set<String> renamed = new HashSet<>();
    private final BitSet declared = new BitSet();
    private final Deque<String> clauses = new ArrayDeque<>();

    private TableAliases(List<Token> words) {
        this.words = words;
    }

    static TableAliases of(List<Token> words) {
        TableAliases sources = new TableAliases(words);
        sources.read();
        return sources;
    }

    boolean have(String table) {
        return tables.values().stream().anyMatch(meant -> meant.contains(table));
    }

    /** Whether the columns of the table are renamed by position. */
    boolean rename(String table) {
        return renamed.contains(table);
    }

    /** Whether a name is known to refer to the table. */
    boolean names(String name, String table) {
        return tables.getOrDefault(name, Set.of()).contains(table);
    }

    /** Whether a name refers to the table or is unknown. */
    boolean mayMean(String name, String table) {
        Set<String> meant = tables.get(name);
        return meant == null || meant.contains(table);
    }

    boolean declaredAt(int position) {
        return declared.get(position);
    }

    private void read() {
        clauses.push("");
        boolean expected = false;
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            if (word.is("(")) {
                boolean query = QUERIES.contains(at(i + 1).text());
                clauses.push(expected && !query ? "from" : "");
                expected &= !query;
            } else if (word.is(")")) {
                close();
                expected = false;
                i = derived(i);
            } else if (word.is(";")) {
                clauses.clear();
                clauses.push("");
                expected = false;
            } else if (word.is(",")) {
                expected = LISTS.contains(clauses.element());
            } else if (BEGIN.contains(word.text()) && word.kind() == Token.Kind.WORD) {
                enter(LISTS.contains(word.text()) ? word.text() : clauses.element());
                expected = true;
            } else if (CLAUSES.contains(word.text()) && word.kind() == Token.Kind.WORD) {
                enter(word.text().equals("on") && LISTS.contains(clauses.element()) ? clauses.element() : word.text());
                expected = false;
            } else if (expected
                    && word.isName()
                    && !(word.kind() == Token.Kind.WORD && SKIPPED.contains(word.text()))) {
                i = table(i);
                expected = false;
            }
        }
    }

    private void enter(String clause) {
        clauses.pop();
        clauses.push(clause);
    }

    private void close() {
        clauses.pop();
        if (clauses.isEmpty()) {
            clauses.push("");
        }
    }

    /** Reads a qualified name and its alias; returns the position of the last word. */
    private int table(int first) {
        int last = first;
        while (at(last + 1).is(".") && at(last + 2).isName()) {
            last += 2;
        }
        declared.set(first, last + 1);
        String table = words.get(last).text();
        int alias = alias(last + 1);
        add(alias < 0 ? table : words.get(alias).text(), table);
        if (alias >= 0 && at(alias + 1).is("(") && LISTS.contains(clauses.element())) {
            renamed.add(table);
        }
        return alias < 0 ? last : alias;
    }

    private int derived(int closing) {
        int alias = LISTS.contains(clauses.element()) ? alias(closing + 1) : -1;
        if (alias < 0) {
            return closing;
        }
        add(words.get(alias).text(), "");
        return alias;
    }

    private int alias(int i) {
        int alias = at(i).is("as") ? i + 1 : i;
        boolean isAlias = at(alias).kind() == Token.Kind.QUOTED
                || (at(alias).kind() == Token.Kind.WORD
                        && !NO_ALIASES.contains(at(alias).text()));
        if (!isAlias) {
            return -1;
        }
        declared.set(i, alias + 1);
        return alias;
    }

    private void add(String name, String table) {
        tables.computeIfAbsent(name, unknown -> new HashSet<>()).add(table);
    }

    private Token at(int i) {
        return i < 0 || i >= words.size() ? Token.NONE : words.get(i);
    }
}
