package io.github.useremails.persistence.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A database made for one purpose and dropped after it, on the server of another one. */
record OwnDatabase(String otherUrl, String name) implements AutoCloseable {

    static OwnDatabase create(String otherUrl, String name) throws SQLException {
        execute(otherUrl, "create database " + name);
        return new OwnDatabase(otherUrl, name);
    }

    String url() {
        return otherUrl.replaceFirst("^(jdbc:postgresql:(?://[^/]*/)?)[^?]*", "$1" + name);
    }

    PGSimpleDataSource dataSource() {
        return dataSource(url());
    }

    void execute(String sql) throws SQLException {
        execute(url(), sql);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = dataSource(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    @Override
    public void close() throws SQLException {
        execute(otherUrl, "drop database " + name + " with (force)");
    }
}
