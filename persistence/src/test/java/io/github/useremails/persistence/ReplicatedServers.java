package io.github.useremails.persistence;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.HotStandby;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A primary with the schema of this version, and its hot standby: one pair for the JVM. Past any PgBouncer, which would
 * keep its own opinion of a server that is killed and comes back.
 */
final class ReplicatedServers {

    /** Commits go to disk, from where they are sent, so that the replica is behind by little. */
    private static final EmbeddedServer PRIMARY = EmbeddedServer.start(Map.of("synchronous_commit", "on"));

    private static final HotStandby STANDBY = following();

    private ReplicatedServers() {}

    static PGSimpleDataSource primary() {
        return PRIMARY.directDataSource("postgres");
    }

    static PGSimpleDataSource replica() {
        return STANDBY.server().directDataSource("postgres");
    }

    static HotStandby standby() {
        return STANDBY;
    }

    static StoredUsers stored() {
        return new StoredUsers(ReplicatedServers::primary, UsersTable.standard());
    }

    private static HotStandby following() {
        Migrations.of(primary()).withRoles().migrate();
        // A lookup that is in the way of the replay is undone at once.
        return HotStandby.of(PRIMARY, Map.of("max_standby_streaming_delay", "0"));
    }
}
