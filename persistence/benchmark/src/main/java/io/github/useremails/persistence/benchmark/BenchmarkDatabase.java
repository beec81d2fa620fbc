package io.github.useremails.persistence.benchmark;

import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that is filled: the given one, or one of a server that is started for it. */
record BenchmarkDatabase(String url, @Nullable EmbeddedServer server) implements AutoCloseable {

    /** All of it in memory, and nothing that happens now and then: neither vacuum nor checkpoint. */
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_buffers", System.getProperty("benchmark.memory", "2GB"),
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "autovacuum", "off",
            "jit", "off");

    /** A blank address stands for a server of our own. */
    static BenchmarkDatabase open(String url) throws SQLException {
        if (!url.isBlank()) {
            return new BenchmarkDatabase(url, null);
        }
        EmbeddedServer server = EmbeddedServer.start(SETTINGS);
        return new BenchmarkDatabase(Databases.on(server).create().jdbcUrl(), server);
    }

    /** Lets the sessions that come run on one processor, or on all; whether that is so. A given server stays as it is. */
    boolean bound(boolean wanted) throws IOException, InterruptedException {
        if (server == null || !Processors.canBeChosen()) {
            return false;
        }
        if (wanted) {
            Processors.bindToFirst(server.processId());
        } else {
            Processors.release(server.processId());
        }
        return wanted;
    }

    /** Another database of the same server, which is dropped when it is closed. */
    OwnDatabase another(String name) throws SQLException {
        return OwnDatabase.create(url, name);
    }

    void load(UserShape shape) throws SQLException {
        load(dataSource(), shape);
    }

    static void load(PGSimpleDataSource dataSource, UserShape shape) throws SQLException {
        try (ProgressBar bar = new ProgressBar("Loading users", shape.users())) {
            new UserData(dataSource, shape).load(bar::stepTo);
        }
    }

    PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    String version() throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("select split_part(version(), ' on ', 1)")) {
            version.next();
            return version.getString(1);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
