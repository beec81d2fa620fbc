package io.github.useremails.persistence.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A database made for one purpose and dropped after it. */
record OwnDatabase(PGSimpleDataSource maintenance, String name) implements AutoCloseable {

    static OwnDatabase create(PGSimpleDataSource maintenance, String name) throws SQLException {
        OwnDatabase database = new OwnDatabase(maintenance, name);
        execute(maintenance, "create database " + name);
        return database;
    }

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(maintenance.getUrl());
        dataSource.setDatabaseName(name);
        return dataSource;
    }

    /** With the user, and with the password if there is one. */
    String url() {
        return dataSource().getUrl();
    }

    void execute(String sql) throws SQLException {
        execute(dataSource(), sql);
    }

    private static void execute(PGSimpleDataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute(maintenance, "drop database " + name + " with (force)");
    }
}
