package io.github.useremails.command;

import io.github.useremails.exit.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What must be in the database before a command can look at it. */
enum Needed {
    /** The tables of the move: from the first step to the contract. */
    MOVE("to_regclass('${schema}.user_email_legacy_conflicts')"),
    /** The functions that copy. */
    BACKFILL("to_regprocedure('${schema}.copy_legacy_email_addresses(integer)')"),
    /** The record of events, which is kept after the contract. */
    EVENTS("to_regclass('${schema}.user_email_move_events')"),
    /** The functions that compare both sides. */
    VERIFICATION("to_regprocedure('${schema}.user_email_move_problems()')"),
    /** The functions that find uses of a column, also after the contract. */
    FINDERS("to_regclass('${schema}.deprecated_column_uses')"),
    /** The record of the steps that have run. */
    HISTORY("to_regclass('${schema}.useremails_email_address_history')");

    private static final String COLUMN = "select from pg_attribute a"
            + " where a.attrelid = to_regclass('${schema}.${users_table}') and a.attname = '${legacy_column}'"
            + " and not a.attisdropped";

    private static final String SAME_SETTINGS =
            Script.read("/db/useremails/checks/beforeMigrate__refuse_other_settings.sql");

    private final String object;

    Needed(String object) {
        this.object = object;
    }

    void require(Connection connection, Target target) throws SQLException {
        if (lacks(connection, target, "to_regnamespace('${schema}')")) {
            throw Refusal.unable(target.rendered(
                    "There is no schema ${schema}. Name the schema of the users with --schema, or in flyway.toml."));
        }
        requireSameSettings(connection, target);
        if (lacks(connection, target, object)) {
            throw Refusal.unable(target.rendered(why(connection, target)));
        }
    }

    /** Like every run of Flyway: with other settings, a command would look at nothing and find no problem. */
    private static void requireSameSettings(Connection connection, Target target) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(target.rendered(SAME_SETTINGS));
        }
    }

    private String why(Connection connection, Target target) throws SQLException {
        if (lacks(connection, target, "to_regclass('${schema}.${users_table}')")) {
            return "There is no table ${schema}.${users_table}. Name the users table with --schema and --users-table,"
                    + " or in flyway.toml.";
        }
        if (lacks(connection, target, "to_regclass('${schema}.user_email_move')")) {
            return "There is no move of ${schema}.${users_table}.${legacy_column}: it has not begun. To begin: useremails"
                    + " preflight";
        }
        if (lacks(connection, target, MOVE.object)) {
            boolean dropped = new PrintedQuery(target.rendered(COLUMN)).isEmpty(connection);
            return "The move of ${schema}.${users_table}.${legacy_column} is not in progress: "
                    + (dropped
                            ? "the column was dropped. To bring it back: useremails rollback --undo contract"
                            : "the column was brought back, and is not filled yet. To continue: useremails expand");
        }
        return "The move of ${schema}.${users_table}.${legacy_column} has not reached this step. To see the state:"
                + " useremails status; to continue: useremails expand";
    }

    private static boolean lacks(Connection connection, Target target, String object) throws SQLException {
        return new PrintedQuery(target.rendered("select where " + object + " is not null")).isEmpty(connection);
    }
}
