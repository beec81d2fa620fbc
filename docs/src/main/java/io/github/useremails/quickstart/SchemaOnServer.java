package io.github.useremails.quickstart;

import io.github.useremails.quickstart.QuickstartOptions.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema on a server that is there already: made for the walk, and dropped after it. */
final class SchemaOnServer implements Place {

    private static final String SCHEMA = "useremails_quickstart";
    private static final int OLDEST_MAJOR_VERSION = 15;
    private static final String SCHEMA_EXISTS = "42P06";

    private final PGSimpleDataSource dataSource;
    private final Thread atExit = new Thread(this::drop, "drop " + SCHEMA);

    private SchemaOnServer(PGSimpleDataSource dataSource) {
        this.dataSource = dataSource;
    }

    static SchemaOnServer make(ServerAddress address) {
        PGSimpleDataSource dataSource = dataSource(address);
        SchemaOnServer place = new SchemaOnServer(dataSource);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_MAJOR_VERSION) {
                throw new QuickstartException("the server is PostgreSQL " + version + ", and 15 or newer is needed");
            }
            statement.execute("create schema " + SCHEMA);
            // Also when the walk is broken off.
            Runtime.getRuntime().addShutdownHook(place.atExit);
            return place;
        } catch (SQLException e) {
            if (SCHEMA_EXISTS.equals(e.getSQLState())) {
                throw new QuickstartException(
                        "the schema " + SCHEMA + " exists already; if nobody needs it: drop schema " + SCHEMA
                                + " cascade",
                        e);
            }
            throw new QuickstartException("the server cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource copy = new PGSimpleDataSource();
        copy.setUrl(dataSource.getUrl());
        copy.setUser(dataSource.getUser());
        copy.setPassword(dataSource.getPassword());
        return copy;
    }

    @Override
    public String schema() {
        return SCHEMA;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        drop();
    }

    private static PGSimpleDataSource dataSource(ServerAddress address) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        try {
            dataSource.setUrl(address.url());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("quickstart.url is not a JDBC URL of PostgreSQL", e);
        }
        address.user().ifPresent(dataSource::setUser);
        address.password().ifPresent(dataSource::setPassword);
        return dataSource;
    }

    private void drop() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + SCHEMA + " cascade");
        } catch (SQLException e) {
            throw new QuickstartException("the schema " + SCHEMA + " is left on the server: " + e.getMessage(), e);
        }
    }
}
