package io.github.useremails.persistence;

import io.github.useremails.domain.Institution;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.InstitutionRosters;
import io.github.useremails.domain.RosterLimits;
import io.github.useremails.domain.RosterLine;
import io.github.useremails.domain.RosterOutcome;
import io.github.useremails.domain.RosterReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Rosters on the connections of {@link JooqUsers}. */
record JooqRosters(
        Connections connections,
        RosterStaging staging,
        RosterBatches batches,
        RosterReports reports,
        InstantSource clock)
        implements InstitutionRosters {

    /** A roster that waits to be written, or the reason why it does not. */
    private record Planned(long roster, Optional<RosterOutcome> refusal) {}

    @Override
    public RosterReport plan(Institution institution, Collection<RosterLine> roster) {
        Objects.requireNonNull(institution, "institution");
        List<RosterLine> lines = lines(roster);
        return connections.together(connection -> {
            Savepoint before = connection.setSavepoint();
            long staged = staging.stage(connection, institution, lines, clock.instant());
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
        Planned planned = connections.together(connection -> planned(connection, institution, lines, limits));
        return planned.refusal().orElseGet(() -> write(planned.roster(), limits));
    }

    @Override
    public Optional<RosterOutcome> resume(InstitutionId institution, RosterLimits limits) {
        Objects.requireNonNull(institution, "institution");
        Objects.requireNonNull(limits, "limits");
        return connections
                .separately(connection -> staging.waiting(connection, institution))
                .map(roster -> write(roster, limits));
    }

    private static List<RosterLine> lines(Collection<RosterLine> roster) {
        Objects.requireNonNull(roster, "roster");
        for (RosterLine line : roster) {
            Objects.requireNonNull(line, "roster must not contain null");
        }
        return List.copyOf(roster);
    }

    private Planned planned(Connection connection, Institution institution, List<RosterLine> lines, RosterLimits limits)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        long roster = staging.stage(connection, institution, lines, clock.instant());
        RosterReport report = reports.report(connection, roster).orElseThrow();
        if (limits.isExceededBy(report)) {
            connection.rollback(before);
            return new Planned(roster, Optional.of(new RosterOutcome.TooManyReleases(report)));
        }
        return new Planned(roster, Optional.empty());
    }

    private RosterOutcome write(long roster, RosterLimits limits) {
        boolean more = true;
        while (more) {
            more = connections.together(connection -> reports.isCurrent(connection, roster)
                    && batches.next(connection, roster, limits.batchSize(), clock));
        }
        return connections.together(connection -> {
            Optional<RosterReport> report = reports.report(connection, roster);
            if (report.isEmpty()) {
                return new RosterOutcome.Superseded();
            }
            staging.delete(connection, roster);
            return new RosterOutcome.Synchronized(report.get());
        });
    }
}
