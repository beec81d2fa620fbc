package io.github.useremails.persistence.internal.roster;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.institution.ExternalKey;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.institution.WaitingRoster;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.lookup.BulkLookup;
import io.github.useremails.persistence.internal.lookup.UserLookups;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Implements {@link InstitutionRosters} on PostgreSQL. */
public record PostgresRosters(
        Connections connections,
        UserLookups lookups,
        RosterStaging staging,
        RosterBatches batches,
        RosterReports reports,
        WaitingRosters waitingRosters,
        ExternalKeys keys,
        InstantSource clock)
        implements InstitutionRosters {

    /** A planned roster, or the reason why it is not applied. */
    private record Planned(long roster, Optional<RosterOutcome> refusal) {}

    /** Returns the same rosters on other connections. */
    public PostgresRosters on(Connections others) {
        return new PostgresRosters(others, lookups, staging, batches, reports, waitingRosters, keys, clock);
    }

    @Override
    public RosterReport plan(Institution institution, Collection<RosterLine> roster) {
        Objects.requireNonNull(institution, "institution");
        List<RosterLine> lines = lines(roster);
        return connections.transaction(session -> {
            Connection connection = session.connection();
            Savepoint before = connection.setSavepoint();
            long staged = stage(
                    connection, institution, lines, RosterLimits.standard().validity());
            RosterReport report = reports.report(connection, staged).orElseThrow();
            connection.rollback(before);
            return report;
        });
    }

    @Override
    public RosterOutcome synchronize(Institution institution, Collection<RosterLine> roster, RosterLimits limits) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(limits, "limits");
        List<RosterLine> lines = lines(roster);
        Planned planned = connections.transaction(session -> planned(session.connection(), institution, lines, limits));
        return planned.refusal().orElseGet(() -> apply(planned.roster(), limits.batchSize()));
    }

    @Override
    public Optional<RosterOutcome> resume(InstitutionId institution, int batchSize) {
        Objects.requireNonNull(institution, "institution");
        RosterLimits limits = RosterLimits.builder().batchSize(batchSize).build();
        return connections
                .onPrimary()
                .lookup(session -> waitingRosters.of(session.connection(), institution, clock.instant()))
                .map(roster -> apply(roster, limits.batchSize()));
    }

    @Override
    public List<WaitingRoster> waiting(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1");
        }
        Instant now = clock.instant();
        return connections.transaction(session -> {
            waitingRosters.deleteExpired(session.connection(), limit, now);
            return waitingRosters.firstToExpire(session.connection(), limit, now);
        });
    }

    @Override
    public boolean abandon(InstitutionId institution) {
        Objects.requireNonNull(institution, "institution");
        return connections.statement(session -> waitingRosters.delete(session.connection(), institution));
    }

    @Override
    public Optional<User> withExternalKey(InstitutionId institution, String externalKey) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKey, "externalKey");
        return connections.lookup(lookups.withExternalKey(institution, ExternalKey.normalized(externalKey)));
    }

    @Override
    public Map<String, User> withExternalKeys(InstitutionId institution, Collection<String> externalKeys) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKeys, "externalKeys");
        Set<String> normalized = new LinkedHashSet<>();
        for (String key : externalKeys) {
            normalized.add(ExternalKey.normalized(Objects.requireNonNull(key, "externalKeys must not contain null")));
        }
        return BulkLookup.of(
                normalized, "externalKeys", connections, part -> lookups.withExternalKeys(institution, part));
    }

    @Override
    public boolean forget(InstitutionId institution, String externalKey) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKey, "externalKey");
        String key = ExternalKey.normalized(externalKey);
        return connections.statement(session -> keys.forget(session.connection(), institution, key));
    }

    /** Removes duplicates, such as those of a file with a line for each course of a person. */
    private static List<RosterLine> lines(Collection<RosterLine> roster) {
        Objects.requireNonNull(roster, "roster");
        Set<RosterLine> distinct = new LinkedHashSet<>();
        for (RosterLine line : roster) {
            distinct.add(Objects.requireNonNull(line, "roster must not contain null"));
        }
        return List.copyOf(distinct);
    }

    private long stage(Connection connection, Institution institution, List<RosterLine> lines, Duration validity)
            throws SQLException {
        Instant now = clock.instant();
        return staging.stage(connection, institution, lines, now, now.plus(validity));
    }

    private Planned planned(Connection connection, Institution institution, List<RosterLine> lines, RosterLimits limits)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        long roster = stage(connection, institution, lines, limits.validity());
        RosterReport report = reports.report(connection, roster).orElseThrow();
        Optional<RosterOutcome> refusal = refusal(report, limits);
        if (refusal.isPresent()) {
            connection.rollback(before);
        }
        return new Planned(roster, refusal);
    }

    private static Optional<RosterOutcome> refusal(RosterReport report, RosterLimits limits) {
        if (limits.isExceededByReleases(report)) {
            return Optional.of(new RosterOutcome.TooManyReleases(report));
        }
        return limits.isExceededByMoves(report)
                ? Optional.of(new RosterOutcome.TooManyMoves(report))
                : Optional.empty();
    }

    private RosterOutcome apply(long roster, int batchSize) {
        RosterRun run = new RosterRun(roster, batchSize);
        boolean more = true;
        while (more) {
            more = connections.transaction(session -> batches.next(session, run, clock));
        }
        return connections.transaction(session -> {
            Optional<RosterReport> report = reports.report(session.connection(), roster);
            if (report.isEmpty()) {
                return new RosterOutcome.Superseded();
            }
            waitingRosters.delete(session.connection(), roster);
            return new RosterOutcome.Synchronized(report.get(), run.cause());
        });
    }
}
