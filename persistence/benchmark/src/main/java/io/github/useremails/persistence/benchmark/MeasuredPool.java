package io.github.useremails.persistence.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.postgres.RoundTrips;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool that every contender gets: the standard settings of pool and driver, and a connection for each thread. */
final class MeasuredPool {

    private MeasuredPool() {}

    static HikariDataSource over(String url, int connections, Duration distance) throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        if (!distance.isZero()) {
            RoundTrips unused = RoundTrips.on(dataSource).at(distance);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
