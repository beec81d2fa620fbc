package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which column is asked about: the legacy one, or any other that is to go. */
final class UsedColumn {

    private static final String EXISTS =
            "select from pg_attribute a where a.attrelid = to_regclass(?) and a.attname = ?"
                    + " and a.attnum > 0 and not a.attisdropped";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--table", description = "The table of the column, in the schema. Default: that of the users")
    private @Nullable String table;

    @Option(names = "--column", description = "The column. Default: the legacy one")
    private @Nullable String column;

    /** A column that is not there has no uses: to say so would hide a slip of the pen. */
    Connection connect() throws SQLException {
        Connection connection = target.connect(Needed.FINDERS);
        try {
            if (new Question(EXISTS, relation(), column()).isEmpty(connection)) {
                throw Refusal.unable("There is no column " + relation() + "." + column()
                        + ", so nobody can use it. Name another with --table and --column.");
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
