package io.github.useremails.quickstart;

import org.postgresql.ds.PGSimpleDataSource;

/** Where the walk takes place. Closing leaves nothing behind. */
interface Place extends AutoCloseable {

    PGSimpleDataSource dataSource();

    String schema();

    @Override
    void close();
}
