package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The column in question: the legacy one, or any other that will be dropped. */
final class UsedColumn {

    private static final String EXISTS =
            "select from pg_attribute a where a.attrelid = to_regclass(?) and a.attname = ?"
                    + " and a.attnum > 0 and not a.attisdropped";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--table", description = "The table of the column, in the schema. Default: the users table")
    private @Nullable String table;

    @Option(names = "--column", description = "The column. Default: the legacy column")
    private @Nullable String column;

    /** A column that does not exist has no uses: reporting that would hide a typing error. */
    Connection connect() throws SQLException {
        Connection connection = target.connect(Needed.FINDERS);
        try {
            if (new PrintedQuery(EXISTS, relation(), column()).isEmpty(connection)) {
                throw Refusal.unable("There is no column " + relation() + "." + column()
                        + ". Name another with --table and --column.");
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** For a parameter of type {@code regclass}. */
    String relation() {
        return target.rendered("${schema}.") + Optional.ofNullable(table).orElse(target.rendered("${users_table}"));
    }

    String column() {
        return Optional.ofNullable(column).orElse(target.rendered("${legacy_column}"));
    }
}
