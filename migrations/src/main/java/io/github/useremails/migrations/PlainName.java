package io.github.useremails.migrations;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/** A name that scripts contain without quotes, so it must need none. */
record PlainName(String value) {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /** The first argument describes the name in an error, such as "a schema". */
    static PlainName of(String what, String value) {
        Objects.requireNonNull(value, "name");
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException("the name of " + what
                    + " must have 1 to 63 lower-case letters, digits and underscores, and must not start with a digit");
        }
        return new PlainName(value);
    }

    /** Rejects a word such as "user" before anything is created. Only the server knows which words are reserved. */
    static void requireUnreserved(DataSource dataSource, List<PlainName> names) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement quote = connection.prepareStatement("select quote_ident(?) <> ?")) {
            for (PlainName name : names) {
                quote.setString(1, name.value());
                quote.setString(2, name.value());
                try (ResultSet answer = quote.executeQuery()) {
                    answer.next();
                    if (answer.getBoolean(1)) {
                        throw new FlywayException(
                                name.value() + " cannot be used as a name: it is a reserved word of SQL");
                    }
                }
            }
        } catch (SQLException e) {
            throw new FlywayException("the migrations cannot begin: " + e.getMessage(), e);
        }
    }
}
