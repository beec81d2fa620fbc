package io.github.useremails.persistence;

import io.github.useremails.domain.institution.ExternalKey;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.User;
import io.github.useremails.domain.institution.WaitingRoster;
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

/** Rosters on the connections of {@link JooqUsers}. */
record JooqRosters(Connections connections, Queries queries, InstantSource clock) implements InstitutionRosters {

    /** A roster that waits to be written, or the reason why it does not. */
    private record Planned(long roster, Optional<RosterOutcome> refusal) {}

    @Override
    public RosterReport plan(Institution institution, Collection<RosterLine> roster) {
        Objects.requireNonNull(institution, "institution");
        List<RosterLine> lines = lines(roster);
        return connections.together(connection -> {
            Savepoint before = connection.setSavepoint();
            long staged = stage(
                    connection, institution, lines, RosterLimits.standard().validity());
            RosterReport report =
                    queries.rosterReports().report(connection, staged).orElseThrow();
            connection.rollback(before);
            return report;
        });
    }

    @Override
    public RosterOutcome synchronize(Institution institution, Collection<RosterLine> roster, RosterLimits limits) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(limits, "limits");
        List<RosterLine> lines = lines(roster);
        Planned planned = connections.together(connection -> planned(connection, institution, lines, limits));
        return planned.refusal().orElseGet(() -> write(planned.roster(), limits));
    }

    @Override
    public Optional<RosterOutcome> resume(InstitutionId institution, RosterLimits limits) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(limits, "limits");
        return connections
                .separately(connection -> queries.waitingRosters().of(connection, institution, clock.instant()))
                .map(roster -> write(roster, limits));
    }

    @Override
    public List<WaitingRoster> waiting(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be at least 1");
        }
        Instant now = clock.instant();
        return connections.together(connection -> {
            queries.waitingRosters().deleteExpired(connection, most, now);
            return queries.waitingRosters().firstToExpire(connection, most, now);
        });
    }

    @Override
    public boolean abandon(InstitutionId institution) {
        Objects.requireNonNull(institution, "institution");
        return connections.alone(connection -> queries.waitingRosters().delete(connection, institution));
    }

    @Override
    public Optional<User> withExternalKey(InstitutionId institution, String externalKey) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKey, "externalKey");
        String key = ExternalKey.normalized(externalKey);
        return connections.reading(reading -> queries.lookups().withExternalKey(reading, institution, key));
    }

    @Override
    public Map<String, User> withExternalKeys(InstitutionId institution, Collection<String> externalKeys) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKeys, "externalKeys");
        Set<String> keys = new LinkedHashSet<>();
        for (String key : externalKeys) {
            keys.add(ExternalKey.normalized(Objects.requireNonNull(key, "externalKeys must not contain null")));
        }
        return new BulkLookup<String, User>(
                        (reading, part) -> queries.lookups().withExternalKeys(reading, institution, part))
                .of(keys, "externalKeys", connections);
    }

    @Override
    public boolean forget(InstitutionId institution, String externalKey) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(externalKey, "externalKey");
        String key = ExternalKey.normalized(externalKey);
        return connections.alone(connection -> queries.externalKeys().forget(connection, institution, key));
    }

    /** A file with a line for each course of a person names the person once. */
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
        return queries.rosterStaging().stage(connection, institution, lines, now, now.plus(validity));
    }

    private Planned planned(Connection connection, Institution institution, List<RosterLine> lines, RosterLimits limits)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        long roster = stage(connection, institution, lines, limits.validity());
        RosterReport report = queries.rosterReports().report(connection, roster).orElseThrow();
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

    private RosterOutcome write(long roster, RosterLimits limits) {
        FirstFailure first = new FirstFailure();
        boolean more = true;
        while (more) {
            more = connections.together(connection -> queries.rosterReports().isCurrent(connection, roster)
                    && queries.rosterBatches().next(connection, roster, limits.batchSize(), clock, first));
        }
        return connections.together(connection -> {
            Optional<RosterReport> report = queries.rosterReports().report(connection, roster);
            if (report.isEmpty()) {
                return new RosterOutcome.Superseded();
            }
            queries.waitingRosters().delete(connection, roster);
            return new RosterOutcome.Synchronized(report.get(), first.cause());
        });
    }
}
