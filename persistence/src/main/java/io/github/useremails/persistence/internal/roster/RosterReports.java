package io.github.useremails.persistence.internal.roster;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTER_RELEASES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosterReleases;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosters;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;

/** Reads the changes that a roster will make, or has made. */
public final class RosterReports {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosterReleases D = USER_EMAIL_ROSTER_RELEASES;
    private static final UserEmailRosters R = USER_EMAIL_ROSTERS;

    private final RenderedSql lockRoster;
    private final RenderedSql lines;
    private final RenderedSql releases;

    public RosterReports(Rendering rendering) {
        Field<Long> id = param("id", R.ID);
        lockRoster =
                rendering.statement(select(R.MANAGED).from(R).where(R.ID.eq(id)).forUpdate());
        lines = rendering.statement(select(L.EXTERNAL_KEY, L.OUTCOME, L.USER_ID)
                .from(L)
                .where(L.ROSTER_ID.eq(id))
                .orderBy(L.LINE));
        releases = rendering.statement(
                select(D.USER_ID, D.CONFLICT).from(D).where(D.ROSTER_ID.eq(id)).orderBy(D.USER_ID));
    }

    /** Returns empty if a newer roster has replaced this one. Otherwise none can until the transaction ends. */
    Optional<RosterReport> report(Connection connection, long roster) throws SQLException {
        Optional<Integer> managed = lockRoster.query(
                connection,
                statement -> statement.setLong(1, roster),
                rows -> rows.next() ? Optional.of(rows.getInt(1)) : Optional.empty());
        if (managed.isEmpty()) {
            return Optional.empty();
        }
        List<RosterLineOutcome> outcomes =
                lines.query(connection, statement -> statement.setLong(1, roster), RosterReports::outcomes);
        List<UserId> released = new ArrayList<>();
        List<RosterReport.NotReleased> notReleased = new ArrayList<>();
        releases.query(connection, statement -> statement.setLong(1, roster), rows -> {
            while (rows.next()) {
                UserId user = new UserId(rows.getLong(1));
                String conflict = rows.getString(2);
                if (conflict == null) {
                    released.add(user);
                } else {
                    notReleased.add(new RosterReport.NotReleased(user, conflict(conflict)));
                }
            }
            return released;
        });
        return Optional.of(new RosterReport(outcomes, released, notReleased, managed.get()));
    }

    private static List<RosterLineOutcome> outcomes(ResultSet rows) throws SQLException {
        List<RosterLineOutcome> outcomes = new ArrayList<>();
        while (rows.next()) {
            outcomes.add(outcome(rows.getString(1), rows.getString(2), new UserId(rows.getLong(3))));
        }
        return outcomes;
    }

    private static RosterLineOutcome outcome(String externalKey, String outcome, UserId user) {
        return switch (outcome) {
            case "claimed" -> new RosterLineOutcome.Claimed(externalKey, user);
            case "moved" -> new RosterLineOutcome.Moved(externalKey, user);
            case "unchanged" -> new RosterLineOutcome.Unchanged(externalKey, user);
            case "unknown" -> new RosterLineOutcome.Unknown(externalKey);
            default -> new RosterLineOutcome.Conflict(externalKey, conflict(outcome));
        };
    }

    private static RosterConflict conflict(String name) {
        return RosterConflict.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
