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

    private static final int MOST_LOOKS = 30;

    private final EmbeddedServer server;
    private final String name;

    private Database(EmbeddedServer server, String name) {
        this.server = server;
        this.name = name;
    }

    static Database create(EmbeddedServer server, String name, String template) throws SQLException {
        execute(server.directDataSource("postgres"), "create database " + name + " template " + template);
        return new Database(server, name);
    }

    public String name() {
        return name;
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /** As {@link EmbeddedServer#directDataSource}. */
    public String directJdbcUrl() {
        return server.directJdbcUrl(name);
    }

    /**
     * Gives plain connections of the superuser, one for each call, nothing pooled on our side.
     *
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource dataSource() {
        return server.dataSource(name);
    }

    /** As {@link EmbeddedServer#directDataSource}. */
    public PGSimpleDataSource directDataSource() {
        return server.directDataSource(name);
    }

    /**
     * Gives connections that have the rights of a role from the start. They are direct ones: the role belongs to the
     * session, and PgBouncer takes no options of a session.
     *
     * @param role a plain name
     * @return a new data source, free to be configured further
     */
    public PGSimpleDataSource asRole(String role) {
        PGSimpleDataSource dataSource = directDataSource();
        dataSource.setOptions("-c role=" + role);
        return dataSource;
    }

    /**
     * Runs statements on a direct connection of their own.
     *
     * @param sql one statement or many, separated by semicolons
     */
    public void execute(String sql) throws SQLException {
        execute(directDataSource(), sql);
    }

    /**
     * Sets what sessions start with that begin from now on.
     *
     * @param parameter as in {@code postgresql.conf}
     * @param value without quotes
     */
    public void setDefault(String parameter, String value) throws SQLException {
        execute("alter database " + name + " set " + parameter + " = '" + value + "'");
    }

    /**
     * Runs a query on a direct connection of its own.
     *
     * @param sql one statement that gives rows
     * @return the rows, each with its columns as PostgreSQL writes them, or null
     */
    public List<List<@Nullable String>> query(String sql) throws SQLException {
        try (Connection connection = directDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(columns(result));
            }
            return rows;
        }
    }

    /** Ends every other connection and waits until it has ended: a database that is in use is no template. */
    void disconnectOthers() throws SQLException {
        execute(
                server.directDataSource("postgres"),
                "select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = '" + name + "'");
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = server.directDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            awaitEndingSessions(statement);
            statement.execute("drop database if exists " + name + " with (force)");
        }
    }

    /**
     * A session that the client has closed ends some milliseconds later. If one is still there, the drop looks again only
     * after a tenth of a second, so this looks first. Sessions that stay are left to the drop.
     */
    private void awaitEndingSessions(Statement statement) throws SQLException {
        String sessions = "select from pg_stat_activity where datname = '" + name + "'";
        for (int looks = 0; looks < MOST_LOOKS && isFound(statement, sessions); looks++) {
            Polling.pause();
        }
    }

    private static boolean isFound(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            return result.next();
        }
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
