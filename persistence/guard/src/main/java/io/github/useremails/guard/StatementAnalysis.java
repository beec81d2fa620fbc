package io.github.useremails.guard;

import java.util.List;
import java.util.function.Supplier;
import org.jooq.Configuration;
import org.jooq.Query;

/** The uses in statements, determined once for each text. */
final class StatementAnalysis {

    private final StatementText texts;
    private final List<DeprecatedColumn> columns;
    private final StatementCache<List<FoundColumn>> ofTexts;
    private final StatementCache<List<FoundColumn>> ofQueries;

    StatementAnalysis(List<DeprecatedColumn> columns, int most) {
        this.columns = columns;
        this.texts = new StatementText(columns);
        this.ofTexts = new StatementCache<>(most);
        this.ofQueries = new StatementCache<>(most);
    }

    List<FoundColumn> of(String sql) {
        return remembered(ofTexts, sql, () -> texts.findings(sql));
    }

    /** The model is more precise than the text, so its result is also kept for the text that the connection sees. */
    List<FoundColumn> of(Query query, String sql, Configuration configuration) {
        return remembered(ofQueries, sql, () -> {
            List<FoundColumn> findings = findings(query, sql, configuration);
            if (sql.length() <= StatementText.LONGEST) {
                ofTexts.put(sql, findings);
            }
            return findings;
        });
    }

    private List<FoundColumn> findings(Query query, String sql, Configuration configuration) {
        QueryModel model = QueryModel.of(query, configuration);
        List<FoundColumn> findings = model.uses(columns).stream()
                .map(column -> new FoundColumn(column, FoundBy.QUERY_MODEL))
                .toList();
        return findings.isEmpty() && model.opaque() ? texts.findings(sql) : findings;
    }

    private static List<FoundColumn> remembered(
            StatementCache<List<FoundColumn>> recent, String sql, Supplier<List<FoundColumn>> findOut) {
        if (sql.length() > StatementText.LONGEST) {
            return findOut.get();
        }
        List<FoundColumn> known = recent.get(sql);
        if (known != null) {
            return known;
        }
        List<FoundColumn> findings = findOut.get();
        recent.put(sql, findings);
        return findings;
    }
}
