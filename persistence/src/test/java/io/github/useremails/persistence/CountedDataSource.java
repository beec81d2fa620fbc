package io.github.useremails.persistence;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Knows how often it was asked for a connection. */
final class CountedDataSource extends DelegatingDataSource {

    private final AtomicLong asked = new AtomicLong();

    CountedDataSource(DataSource target) {
        super(target);
    }

    @Override
    public Connection getConnection() throws SQLException {
        asked.incrementAndGet();
        return super.getConnection();
    }

    long connections() {
        return asked.get();
    }
}
