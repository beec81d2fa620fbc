package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/**
 * The optional parts that the database has.
 *
 * @param columns whether the scripts about uses of columns have run
 * @param moving whether there is a column to move from, or a move that has not ended
 */
record InstalledParts(boolean columns, boolean moving) {

    private static final String QUESTION = """
            select to_regclass(?) is not null,
                   to_regclass(?) is not null
                     or exists (
                       select
                         from pg_catalog.pg_attribute a
                        where a.attrelid = to_regclass(?)
                          and a.attname = ?
                          and not a.attisdropped)
            """;

    static InstalledParts in(DataSource dataSource, Placeholders placeholders) {
        String schema = placeholders.users().schema().value() + ".";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUESTION)) {
            statement.setString(1, schema + Part.COLUMNS.history());
            statement.setString(2, schema + "user_email_legacy_conflicts");
            statement.setString(3, schema + placeholders.users().table().value());
            statement.setString(4, placeholders.legacyColumn().name());
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                InstalledParts parts = new InstalledParts(answer.getBoolean(1), answer.getBoolean(2));
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
                return parts;
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        }
    }
}
