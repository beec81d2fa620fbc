package io.github.useremails.migrations.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which column is asked about: the legacy one, or any other that is to go. */
final class UsedColumn {

    @Mixin
    private final Target target = new Target();

    @Option(names = "--table", description = "The table of the column, in the schema. Default: that of the users")
    private @Nullable String table;

    @Option(names = "--column", description = "The column. Default: the legacy one")
    private @Nullable String column;

    Target target() {
        return target;
    }

    /** For a parameter of type {@code regclass}. */
    String relation() {
        return target.rendered("${schema}.") + Optional.ofNullable(table).orElse(target.rendered("${users_table}"));
    }

    String column() {
        return Optional.ofNullable(column).orElse(target.rendered("${legacy_column}"));
    }
}
