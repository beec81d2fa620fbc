package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Pools as an application would have them. */
final class Pool {

    private Pool() {}

    static HikariDataSource over(DataSource dataSource) {
        return over(dataSource, config -> {});
    }

    /** One connection that gives up as early as a pool can. Made without a server, too. */
    static HikariDataSource impatient(DataSource dataSource) {
        return over(dataSource, config -> {
            config.setPoolName("small");
            config.setMaximumPoolSize(1);
            config.setConnectionTimeout(250);
            config.setInitializationFailTimeout(-1);
        });
    }

    /** However long the machine takes: the timeout of a pool cannot be changed for one call. */
    static Connection taken(HikariDataSource pool) throws SQLException {
        while (true) {
            try {
                return pool.getConnection();
            } catch (SQLTransientException e) {
                Polling.pause();
            }
        }
    }

    static HikariDataSource over(DataSource dataSource, Consumer<HikariConfig> settings) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        settings.accept(config);
        return new HikariDataSource(config);
    }
}
