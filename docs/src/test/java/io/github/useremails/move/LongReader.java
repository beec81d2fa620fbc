package io.github.useremails.move;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Somebody who looks at the table in a transaction, and stays in it. */
record LongReader(DataSource dataSource, Duration stay) implements Writer {

    @Override
    public void write() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement look = connection.prepareStatement("select count(*) from users where id < 10");
                    PreparedStatement stays = connection.prepareStatement("select pg_sleep(?)")) {
                look.execute();
                stays.setDouble(1, stay.toMillis() / 1_000.0);
                stays.execute();
            }
            connection.commit();
        }
    }
}
