package io.github.useremails.guard;

import java.util.List;
import java.util.function.Supplier;
import org.jooq.Configuration;
import org.jooq.Query;

/** The uses in statements, determined once for each text. */
final class Verdicts {

    private final StatementText texts;
    private final List<DeprecatedColumn> columns;
    private final Recent<List<Finding>> ofTexts;
    private final Recent<List<Finding>> ofQueries;

    Verdicts(List<DeprecatedColumn> columns, int most) {
        this.columns = columns;
        this.texts = new StatementText(columns);
        this.ofTexts = new Recent<>(most);
        this.ofQueries = new Recent<>(most);
    }

    List<Finding> of(String sql) {
        return remembered(ofTexts, sql, () -> texts.findings(sql));
    }

    /** The model is more precise than the text, so its result is also kept for the text that the connection sees. */
    List<Finding> of(Query query, String sql, Configuration configuration) {
        return remembered(ofQueries, sql, () -> {
            List<Finding> findings = findings(query, sql, configuration);
            if (sql.length() <= StatementText.LONGEST) {
                ofTexts.put(sql, findings);
            }
            return findings;
        });
    }

    private List<Finding> findings(Query query, String sql, Configuration configuration) {
        QueryModel model = QueryModel.of(query, configuration);
        List<Finding> findings = model.uses(columns).stream()
                .map(column -> new Finding(column, FoundBy.QUERY_MODEL))
                .toList();
        return findings.isEmpty() && model.opaque() ? texts.findings(sql) : findings;
    }

    private static List<Finding> remembered(Recent<List<Finding>> recent, String sql, Supplier<List<Finding>> findOut) {
        if (sql.length() > StatementText.LONGEST) {
            return findOut.get();
        }
        List<Finding> known = recent.get(sql);
        if (known != null) {
            return known;
        }
        List<Finding> findings = findOut.get();
        recent.put(sql, findings);
        return findings;
    }
}
