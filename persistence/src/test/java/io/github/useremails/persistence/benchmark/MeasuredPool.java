package io.github.useremails.persistence.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool that every contender gets: the standard settings of pool and driver, and a connection for each thread. */
final class MeasuredPool {

    private MeasuredPool() {}

    static HikariDataSource over(String url, int connections) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }
}
