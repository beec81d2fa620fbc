package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/** A name that goes into scripts as it stands, so it must need no quotes. */
record SchemaName(String value) {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    SchemaName {
        Objects.requireNonNull(value, "name");
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a schema name has 1 to 63 lower-case letters, digits and underscores, and starts with no digit");
        }
    }

    /** Refuses a word such as "user" before anything is made. Which words are reserved, the server knows best. */
    void requireUnreserved(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement quote = connection.prepareStatement("select quote_ident(?) <> ?")) {
            quote.setString(1, value);
            quote.setString(2, value);
            try (ResultSet answer = quote.executeQuery()) {
                answer.next();
                if (answer.getBoolean(1)) {
                    throw new FlywayException("a schema cannot be named " + value + ": it is a reserved word of SQL");
                }
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        }
    }
}
