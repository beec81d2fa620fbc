package io.github.useremails.postgres;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Fresh databases on one server. A database is a copy of a template, and a copy takes a fraction of a second where the
 * preparation of its content may take many: so what several tests start from is {@linkplain #preparedBy prepared once}.
 */
public final class Databases {

    private static final String EMPTY = "template1";

    private static final AtomicInteger CREATED = new AtomicInteger();

    private final EmbeddedServer server;
    private final Map<String, Database> templates = new HashMap<>();

    private Databases(EmbeddedServer server) {
        this.server = server;
    }

    /**
     * Gives the databases of a server.
     *
     * @param server running
     * @return no databases yet
     */
    public static Databases on(EmbeddedServer server) {
        return new Databases(server);
    }

    /**
     * Gives the databases of the one server that the whole JVM shares. The first call starts it, and nobody
     * stops it before the JVM does.
     *
     * @return always the same
     */
    public static Databases shared() {
        return Shared.DATABASES;
    }

    public EmbeddedServer server() {
        return server;
    }

    /**
     * Creates an empty database.
     *
     * @return the database, under a name that no other has
     */
    public Database create() throws SQLException {
        return create(EMPTY);
    }

    /**
     * Creates a copy of another database.
     *
     * @param template the name of a database to which nobody is connected
     * @return the database, under a name that no other has
     */
    public Database create(String template) throws SQLException {
        return Database.create(server, "database_" + CREATED.incrementAndGet(), template);
    }

    /**
     * Creates a copy of what a preparation made of an empty database.
     *
     * @param name of the preparation; later calls with the same name take what the first has made
     * @param preparation connections that it leaves open are closed
     * @return the database, under a name that no other has
     */
    public Database preparedBy(String name, Consumer<DataSource> preparation) throws SQLException {
        return copyOf(name, template -> preparation.accept(template.directDataSource()));
    }

    /**
     * As {@link #preparedBy}, for a preparation that wants more than a data source.
     *
     * @param name of the preparation; later calls with the same name take what the first has made
     * @param preparation connections that it leaves open are closed: PgBouncer keeps some
     * @return the database, under a name that no other has
     */
    public Database copyOf(String name, Preparation preparation) throws SQLException {
        return create(template(name, preparation).name());
    }

    /** What tests start from. */
    @FunctionalInterface
    public interface Preparation {
        void prepare(Database template) throws SQLException;
    }

    private synchronized Database template(String name, Preparation preparation) throws SQLException {
        Database known = templates.get(name);
        if (known != null) {
            return known;
        }
        Database template = create();
        preparation.prepare(template);
        template.disconnectOthers();
        templates.put(name, template);
        return template;
    }

    private static final class Shared {
        static final Databases DATABASES = on(EmbeddedServer.start());
    }
}
