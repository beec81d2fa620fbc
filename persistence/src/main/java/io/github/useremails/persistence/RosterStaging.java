package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTERS;
import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.Institution;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.RosterConflict;
import io.github.useremails.domain.RosterLine;
import io.github.useremails.persistence.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.schema.tables.UserEmailRosters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** Brings a roster into the database and has it worked out there; takes it away when it is done. */
final class RosterStaging {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosters R = USER_EMAIL_ROSTERS;

    /** How many lines travel together. */
    private static final int PACKET = 5_000;

    private final Statement begin;
    private final Statement insertLine;
    private final Statement plan;
    private final Statement waiting;
    private final Statement delete;

    RosterStaging(Rendering rendering) {
        Field<Long> id = param("id", R.ID);
        Field<Long> institution = param("institution", R.INSTITUTION_ID);
        begin = rendering.statement(select(rendering.function(
                "begin_institution_roster", SQLDataType.BIGINT, institution, param("now", R.CREATED_AT))));
        insertLine = rendering.statement(insertInto(
                        L, L.ROSTER_ID, L.LINE, L.EXTERNAL_KEY, L.EMAIL_ADDRESS, L.NORMALIZED_EMAIL_ADDRESS, L.OUTCOME)
                .values(
                        id,
                        param("line", L.LINE),
                        param("key", L.EXTERNAL_KEY),
                        param("address", L.EMAIL_ADDRESS),
                        param("normalized", L.NORMALIZED_EMAIL_ADDRESS),
                        param("outcome", L.OUTCOME)));
        plan = rendering.statement(select(rendering.function("plan_institution_roster", SQLDataType.OTHER, id)));
        waiting = rendering.statement(select(R.ID).from(R).where(R.INSTITUTION_ID.eq(institution)));
        delete = rendering.statement(deleteFrom(R).where(R.ID.eq(id)).returningResult(R.ID));
    }

    /** The key under which the planned roster waits. */
    long stage(Connection connection, Institution institution, List<RosterLine> roster, Instant now)
            throws SQLException {
        long id = begin.query(
                connection,
                statement -> {
                    statement.setLong(1, institution.id().value());
                    statement.setObject(2, now.atOffset(ZoneOffset.UTC));
                },
                RosterStaging::key);
        insert(connection, id, institution, roster);
        boolean unused = plan.query(connection, statement -> statement.setLong(1, id), ResultSet::next);
        return id;
    }

    private void insert(Connection connection, long id, Institution institution, List<RosterLine> roster)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertLine.sql())) {
            for (int i = 0; i < roster.size(); i++) {
                RosterLine line = roster.get(i);
                statement.setLong(1, id);
                statement.setInt(2, i + 1);
                statement.setString(3, line.externalKey());
                statement.setString(4, line.address().value());
                statement.setString(5, line.address().normalized());
                // The domains are known here and nowhere else.
                statement.setString(6, institution.mayClaim(line.address()) ? null : domainNotVerified());
                statement.addBatch();
                if ((i + 1) % PACKET == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }

    Optional<Long> waiting(Connection connection, InstitutionId institution) throws SQLException {
        return waiting.query(
                connection,
                statement -> statement.setLong(1, institution.value()),
                rows -> rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty());
    }

    void delete(Connection connection, long id) throws SQLException {
        boolean unused = delete.query(connection, statement -> statement.setLong(1, id), ResultSet::next);
    }

    private static String domainNotVerified() {
        return RosterConflict.DOMAIN_NOT_VERIFIED.name().toLowerCase(Locale.ROOT);
    }

    private static long key(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }
}
