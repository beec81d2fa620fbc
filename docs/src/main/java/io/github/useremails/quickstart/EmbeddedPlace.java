package io.github.useremails.quickstart;

import io.github.useremails.postgres.EmbeddedServer;
import java.io.UncheckedIOException;
import org.postgresql.ds.PGSimpleDataSource;

/** A server of this process, which ends with it however it ends. */
record EmbeddedPlace(EmbeddedServer server) implements Place {

    static EmbeddedPlace start() {
        try {
            return new EmbeddedPlace(EmbeddedServer.start());
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new QuickstartException("no PostgreSQL could be started here: " + e.getMessage(), e);
        }
    }

    @Override
    public PGSimpleDataSource dataSource() {
        return server.dataSource("postgres");
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public void close() {
        server.close();
    }
}
