package io.github.useremails.persistence.internal.upkeep;

import io.github.useremails.domain.upkeep.Inconsistency;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.persistence.internal.jdbc.Connections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Implements {@link Upkeep} on PostgreSQL. */
public record PostgresUpkeep(
        Connections connections,
        UnconfirmedRemoval removal,
        HistoryExpiry history,
        ConsistencyCheck consistency,
        Duration unconfirmedValidity,
        InstantSource clock)
        implements Upkeep {

    /** Returns the same upkeep on other connections. */
    public PostgresUpkeep on(Connections others) {
        return new PostgresUpkeep(others, removal, history, consistency, unconfirmedValidity, clock);
    }

    @Override
    public int removeUnconfirmed(int limit) {
        Instant now = clock.instant();
        return removal.remove(connections, now.minus(unconfirmedValidity), now, limit);
    }

    @Override
    public int expireHistory(Duration kept, int limit) {
        Objects.requireNonNull(kept, "kept");
        return history.expire(connections, kept, clock.instant(), limit);
    }

    @Override
    public List<Inconsistency> findInconsistencies() {
        return connections.lookup(consistency::run);
    }
}
