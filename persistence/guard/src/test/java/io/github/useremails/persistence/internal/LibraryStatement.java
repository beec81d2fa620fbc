package io.github.useremails.persistence.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A statement that the library sends, as the guard sees its caller. */
public final class LibraryStatement {

    private LibraryStatement() {}

    public static void readAddress(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement("select email_address from users where id = 1")) {
            query.executeQuery();
        }
    }
}
