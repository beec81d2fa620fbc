package io.github.useremails.legacy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What each finder found, missed and flagged wrongly, as a page of the documentation. */
record FindersPage(List<Finder> finders, List<Reference> planted, List<Reference> decoys) {

    private static final String INTRODUCTION = """
            # What each finder finds

            No finder finds all uses, and each flags something wrongly. To measure that, a test runs all finders on
            [a sample application](../src/test/resources/legacy-application). It has jOOQ, JDBC, Spring, Hibernate and MyBatis, its own
            migrations, reports, an analyst's session, scripts and files of other languages. It contains %d lines that need
            `users.email_address`, and %d that only seem to. [FindersTest](../src/test/java/io/github/useremails/legacy/FindersTest.java)
            compiles the application, migrates it, runs it, and writes the figures of this page. Together the finders find all %d.

            | finder | what it is |
            |---|---|
            | checklist | [`useremails checklist`](../operations/checklist.md), with the words `email_address` and `emailAddress` |
            | ArchUnit | the [frozen rule](../operations/checklist.md#in-java) over deprecated accessors and generated tables |
            | ignored columns | [the check of mappings](../guide/deprecated-columns.md#ignored-columns), of generated tables and entities |
            | references | [`column_references`](../operations/columns.md), the database's own objects |
            | guard | [the guard](../guide/deprecated-columns.md) in front of the data source and in jOOQ |
            | statistics | [`statements_that_use_column`](../operations/columns.md), from `pg_stat_statements` |
            | soft drop | [`soft_drop_column`](../operations/columns.md#try-the-drop) for the application's role and the analyst's |

            ## How much
            """;

    private static final String RUN = """

            The last three finders see only what runs: the test called each method and each report once. The guard and the soft drop
            overlap, but a soft drop breaks what it finds, and does not name its line of code.

            ## Where

            The table has the number of lines, and how many of them each finder finds.
            """;

    private static final String WORDS = """

            ## What

            | finder | finds | misses |
            |---|---|---|
            | checklist | the word in any file of any language, whether it runs or not | other spellings, such as `EMAIL_ADDRESS`, of SQL or of a generated class; `getEmailAddress()`; names that are composed at run time; `select *`; rows; natural joins |
            | ArchUnit | calls and method references of old accessors; fields of generated tables, also by an alias | text; `selectFrom` and other calls that take all columns |
            | ignored columns | generated tables; fields mapped by `@Column` or by convention | `@Formula`; queries; it looks at mappings only |
            | references | views, also of `*`; materialized views, constraints, generated columns, indexes, statistics, policies, rules, publications, grants, triggers; functions with the words in their text, also in capitals | dynamic SQL that is composed of parts; everything outside the database |
            | guard | what the application sends, however it was composed: `*`, rows, natural joins, names of enums, constants, formats, entities that are loaded or stored | what never runs in a test or in production; `CopyManager`; a query of a view over the column; inside the database; other clients; accessors that do not report to it |
            | statistics | statements of all clients that name table and column | `*`, rows, natural joins, dynamic SQL inside functions |
            | soft drop | everything that runs for the role, including dynamic SQL inside functions and `copy` | what runs with the rights of another role, such as views; what does not run |

            ## Flagged wrongly

            | finder | of | kinds |
            |---|---|---|
            """;

    private static final String END = """

            The checklist flags each line that has the word, as intended: mark such a line *fine* once.
            """;

    String text() {
        return INTRODUCTION.formatted(planted.size(), decoys.size(), planted.size()) + "\n" + totals() + RUN + "\n"
                + places() + WORDS + wrong() + END;
    }

    private String totals() {
        StringBuilder table =
                new StringBuilder("| finder | finds of %d | misses | only it finds | flags wrongly, of %d |\n"
                        .formatted(planted.size(), decoys.size()));
        table.append("|---|---|---|---|---|\n");
        for (Finder finder : finders) {
            long found = finder.found(planted);
            table.append(row(finder.name(), found, planted.size() - found, onlyBy(finder), finder.found(decoys)));
        }
        return table.toString();
    }

    private long onlyBy(Finder finder) {
        return planted.stream()
                .filter(reference -> finders.stream()
                        .filter(other -> other.finds(reference))
                        .toList()
                        .equals(List.of(finder)))
                .count();
    }

    private String places() {
        StringBuilder table = new StringBuilder("| where | lines |");
        finders.forEach(finder -> table.append(' ').append(finder.name()).append(" |"));
        table.append("\n|---|---|").append("---|".repeat(finders.size())).append('\n');
        Map<String, List<Reference>> places = planted.stream()
                .collect(Collectors.groupingBy(Reference::place, LinkedHashMap::new, Collectors.toList()));
        places.forEach((place, references) -> {
            List<Object> cells = new ArrayList<>(List.of(place, references.size()));
            finders.forEach(finder -> cells.add(finder.found(references)));
            table.append(row(cells.toArray()));
        });
        return table.toString();
    }

    private String wrong() {
        StringBuilder table = new StringBuilder();
        for (Finder finder : finders) {
            long flagged = finder.found(decoys);
            Set<String> kinds = kinds(decoys.stream().filter(finder::finds).toList());
            Set<String> others = kinds(decoys);
            others.removeAll(kinds);
            // Of almost all, the rest tells more.
            boolean most = kinds.size() > others.size();
            table.append(row(
                    finder.name(), flagged, most ? "all but " + String.join("; ", others) : String.join("; ", kinds)));
        }
        return table.toString();
    }

    private static Set<String> kinds(List<Reference> references) {
        return references.stream().map(Reference::kind).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String row(Object... cells) {
        return List.of(cells).stream().map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
