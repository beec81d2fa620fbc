package io.github.useremails.persistence;

import io.github.useremails.migrations.LegacyColumn;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.migrations.PendingScript;
import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Runs the scripts of the move one after the other, where the migrations stop behind some of them only. */
final class MoveSteps {

    /** The last script before the move. */
    static final String BEFORE = "V6__soft_drop";

    /** What writers meet is another thing behind each of these; the others create functions that nothing calls yet. */
    private static final List<String> NOTICEABLE = List.of(
            BEFORE,
            "V1.03__allow_one_address",
            "V1.17__list_obstacles",
            "V2.1__forward_from_users",
            "V2.5__forward_to_users",
            "V3__backfill",
            "V4__verify_both_sides");

    private MoveSteps() {}

    static List<PendingScript> of(Database database, LegacyColumn column) {
        return Migrations.of(database.directDataSource()).movingFrom(column).pending();
    }

    static boolean isNoticeable(PendingScript script) {
        return NOTICEABLE.contains(name(script));
    }

    static String name(PendingScript script) {
        return script.name().replaceFirst(".*/", "").replaceFirst("[.]sql$", "");
    }

    /** In a transaction, but for the backfill, which commits and is called alone. */
    static void run(Database database, PendingScript script) throws SQLException {
        boolean commits = name(script).equals("V3__backfill");
        PGSimpleDataSource asFlyway = database.directDataSource();
        asFlyway.setPreferQueryMode(PreferQueryMode.SIMPLE);
        try (Connection connection = asFlyway.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(commits);
            for (String part : commits ? script.sql().split(";\n\n") : new String[] {script.sql()}) {
                statement.execute(part);
            }
            if (!commits) {
                connection.commit();
            }
        }
    }
}
