package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_RELEASES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLineOutcome;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.schema.tables.UserEmailRosterReleases;
import io.github.useremails.persistence.schema.tables.UserEmailRosters;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;

/** Reads what comes, or came, of a roster. */
final class RosterReports {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosterReleases D = USER_EMAIL_ROSTER_RELEASES;
    private static final UserEmailRosters R = USER_EMAIL_ROSTERS;

    private final Statement keepRoster;
    private final Statement lockRoster;
    private final Statement lines;
    private final Statement releases;

    RosterReports(Rendering rendering) {
        Field<Long> id = param("id", R.ID);
        keepRoster =
                rendering.statement(select(R.MANAGED).from(R).where(R.ID.eq(id)).forShare());
        // Who has written the last batch deletes the roster after it: of two who share the lock first, one would have
        // to give way.
        lockRoster =
                rendering.statement(select(R.MANAGED).from(R).where(R.ID.eq(id)).forUpdate());
        lines = rendering.statement(select(L.EXTERNAL_KEY, L.OUTCOME, L.USER_ID)
                .from(L)
                .where(L.ROSTER_ID.eq(id))
                .orderBy(L.LINE));
        releases = rendering.statement(
                select(D.USER_ID, D.CONFLICT).from(D).where(D.ROSTER_ID.eq(id)).orderBy(D.USER_ID));
    }

    /** Empty where a newer roster has taken the place; otherwise none does before the transaction ends. */
    Optional<RosterReport> report(Connection connection, long roster) throws SQLException {
        Optional<Integer> managed = managed(lockRoster, connection, roster);
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

    boolean isCurrent(Connection connection, long roster) throws SQLException {
        return managed(keepRoster, connection, roster).isPresent();
    }

    private static Optional<Integer> managed(Statement locking, Connection connection, long roster)
            throws SQLException {
        return locking.query(
                connection,
                statement -> statement.setLong(1, roster),
                rows -> rows.next() ? Optional.of(rows.getInt(1)) : Optional.empty());
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
