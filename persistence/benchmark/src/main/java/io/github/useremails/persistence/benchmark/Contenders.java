package io.github.useremails.persistence.benchmark;

import java.time.InstantSource;
import javax.sql.DataSource;

/** Who is compared; by the names that the command takes and the page shows. */
enum Contenders implements Named {
    JDBC("jdbc"),
    LIBRARY("library"),
    SPRING("spring"),
    JDBI("jdbi"),
    HIBERNATE("hibernate"),
    JOOQ("jooq");

    private final String word;

    Contenders(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    Contender over(DataSource dataSource, InstantSource clock) {
        return switch (this) {
            case JDBC -> new JdbcContender(dataSource, clock);
            case LIBRARY -> new LibraryContender(dataSource, clock);
            case SPRING -> new SpringContender(dataSource, clock);
            case JDBI -> new JdbiContender(dataSource, clock);
            case HIBERNATE -> new HibernateContender(dataSource, clock);
            case JOOQ -> new JooqContender(dataSource, clock);
        };
    }
}
