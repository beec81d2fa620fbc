package io.github.useremails.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of the shared server for the tests of one class, those of its nested classes included; dropped after the
 * last of them. Roles belong to the server: what one class makes of them, the next one meets.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PostgresDatabase database = PostgresDatabase.empty();
 * }</pre>
 */
public final class PostgresDatabase implements BeforeAllCallback {

    private final Source source;
    private @Nullable Database database;

    private PostgresDatabase(Source source) {
        this.source = source;
    }

    /** {@return a database with nothing in it} */
    public static PostgresDatabase empty() {
        return new PostgresDatabase(Databases::create);
    }

    /**
     * A database that starts with what a preparation has made, which runs once in the JVM.
     *
     * @param name of the preparation; the same name stands for the same content in all test classes
     * @param preparation leaves no connection open
     * @return a copy of the prepared database
     */
    public static PostgresDatabase preparedBy(String name, Consumer<DataSource> preparation) {
        return new PostgresDatabase(databases -> databases.preparedBy(name, preparation));
    }

    /** Nested classes come here too; they find the database of their outer class, whose end is the database's. */
    @Override
    public void beforeAll(ExtensionContext context) {
        database = context.getStore(Namespace.create(PostgresDatabase.class, this))
                .computeIfAbsent(Database.class, type -> create(), Database.class);
    }

    public String name() {
        return database().name();
    }

    public PGSimpleDataSource dataSource() {
        return database().dataSource();
    }

    /** As {@link EmbeddedServer#directDataSource}. */
    public PGSimpleDataSource directDataSource() {
        return database().directDataSource();
    }

    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    /** As {@link EmbeddedServer#directDataSource}. */
    public String directJdbcUrl() {
        return database().directJdbcUrl();
    }

    /** As {@link Database#asRole}. */
    public PGSimpleDataSource asRole(String role) {
        return database().asRole(role);
    }

    /** As {@link Database#execute}. */
    public void execute(String sql) throws SQLException {
        database().execute(sql);
    }

    /** As {@link Database#setDefault}. */
    public void setDefault(String parameter, String value) throws SQLException {
        database().setDefault(parameter, value);
    }

    /** As {@link Database#query}. */
    public List<List<@Nullable String>> query(String sql) throws SQLException {
        return database().query(sql);
    }

    private Database create() {
        try {
            return source.create(Databases.shared());
        } catch (SQLException e) {
            throw new IllegalStateException("no database for the tests", e);
        }
    }

    private Database database() {
        if (database == null) {
            throw new IllegalStateException("there is no database yet: register it in a static field");
        }
        return database;
    }

    @FunctionalInterface
    private interface Source {
        Database create(Databases databases) throws SQLException;
    }
}
