package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Pools as an application would have them. */
final class Pool {

    private Pool() {}

    static HikariDataSource over(DataSource dataSource) {
        return over(dataSource, config -> {});
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
