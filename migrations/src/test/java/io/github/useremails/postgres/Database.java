package io.github.useremails.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** One database of a server, made by {@link Databases}. Closing drops it, whoever is still connected. */
public final class Database implements AutoCloseable {

    private final EmbeddedServer server;
    private final String name;

    private Database(EmbeddedServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static Database create(EmbeddedServer server, String name, String template) throws SQLException {
        execute(server.dataSource("postgres"), "create database " + name + " template " + template);
        return new Database(server, name);
    }

    public String name() {
        return name;
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /**
     * Gives plain connections of the superuser, one for each call, nothing pooled.
     *
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource dataSource() {
        return server.dataSource(name);
    }

    /**
     * Gives connections that have the rights of a role from the start.
     *
     * @param role a plain name
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource asRole(String role) {
        PGSimpleDataSource dataSource = dataSource();
        dataSource.setOptions("-c role=" + role);
        return dataSource;
    }

    /**
     * Runs statements on a connection of their own.
     *
     * @param sql one statement or many, separated by semicolons
     */
    public void execute(String sql) throws SQLException {
        execute(dataSource(), sql);
    }

    /**
     * Runs a query on a connection of its own.
     *
     * @param sql one statement that gives rows
     * @return the rows, each with its columns as PostgreSQL writes them, or null
     */
    public List<List<@Nullable String>> query(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(columns(result));
            }
            return rows;
        }
    }

    @Override
    public void close() throws SQLException {
        execute(server.dataSource("postgres"), "drop database if exists " + name + " with (force)");
    }

    private static List<@Nullable String> columns(ResultSet row) throws SQLException {
        List<@Nullable String> columns = new ArrayList<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            columns.add(row.getString(column));
        }
        return columns;
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
