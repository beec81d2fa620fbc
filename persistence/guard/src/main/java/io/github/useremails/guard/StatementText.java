package io.github.useremails.guard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.ParseUnknownFunctions;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** Finds uses in the text of statements: with jOOQ's parser, or by words if the parser fails. */
final class StatementText {

    /** Longer statements are neither parsed nor cached. */
    static final int LONGEST = 65_536;

    private static final DSLContext PARSING = DSL.using(
            SQLDialect.POSTGRES,
            new Settings()
                    .withParseDialect(SQLDialect.POSTGRES)
                    // In Turkish, EMAIL in lower case is not email.
                    .withParseLocale(Locale.ROOT)
                    .withParseUnknownFunctions(ParseUnknownFunctions.IGNORE));

    private final List<DeprecatedColumn> columns;

    StatementText(List<DeprecatedColumn> columns) {
        this.columns = columns;
    }

    List<FoundColumn> findings(String sql) {
        List<DeprecatedColumn> mentioned =
                columns.stream().filter(column -> mentions(sql, column.table())).toList();
        if (mentioned.isEmpty()) {
            return List.of();
        }
        Optional<List<QueryModel>> parsed = sql.length() > LONGEST ? Optional.empty() : parse(sql);
        if (parsed.isEmpty()) {
            return findings(new TokenHeuristics(Tokenizer.of(sql)).uses(mentioned), FoundBy.TOKENS);
        }
        Set<DeprecatedColumn> used = new LinkedHashSet<>();
        parsed.get().forEach(model -> used.addAll(model.uses(mentioned)));
        return findings(used, FoundBy.PARSER);
    }

    private static List<FoundColumn> findings(Set<DeprecatedColumn> used, FoundBy foundBy) {
        return used.stream().map(column -> new FoundColumn(column, foundBy)).toList();
    }

    /** Most statements contain none of the names, and cost only a scan. */
    private static boolean mentions(String sql, String name) {
        for (int at = 0; at <= sql.length() - name.length(); at++) {
            if (sql.regionMatches(true, at, name, 0, name.length())
                    // An identifier with escapes may be any name.
                    || sql.regionMatches(true, at, "U&\"", 0, 3)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<List<QueryModel>> parse(String sql) {
        try {
            List<QueryModel> models = new ArrayList<>();
            for (Query query : PARSING.parser().parse(sql).queries()) {
                QueryModel model = QueryModel.of(query, PARSING.configuration());
                if (model.misread()) {
                    return Optional.empty();
                }
                models.add(model);
            }
            return Optional.of(models);
        } catch (RuntimeException | StackOverflowError e) {
            // Neither is an error of the statement, and the exception contains its literals.
            return Optional.empty();
        }
    }
}
