package io.github.useremails.persistence.internal.roster;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTERS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.institution.WaitingRoster;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosters;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.ResultQuery;
import org.jooq.impl.SQLDataType;

/** Reads and deletes rosters that are planned and not fully written. */
public final class WaitingRosters {

    private static final UserEmailRosters R = USER_EMAIL_ROSTERS;

    private final RenderedSql ofInstitution;
    private final RenderedSql firstToExpire;
    private final RenderedSql delete;
    private final RenderedSql deleteOfInstitution;
    private final RenderedSql deleteExpired;

    public WaitingRosters(Rendering rendering) {
        Field<Long> institution = param("institution", R.INSTITUTION_ID);
        Field<OffsetDateTime> now = param("now", R.EXPIRES_AT);
        ofInstitution = rendering.statement(
                select(R.ID).from(R).where(R.INSTITUTION_ID.eq(institution)).and(R.EXPIRES_AT.gt(now)));
        firstToExpire = rendering.statement(select(R.INSTITUTION_ID, R.CREATED_AT, R.EXPIRES_AT)
                .from(R)
                .where(R.EXPIRES_AT.gt(now))
                .orderBy(R.EXPIRES_AT)
                .limit(param("limit", SQLDataType.INTEGER)));
        delete = rendering.statement(
                deleteFrom(R).where(R.ID.eq(param("id", R.ID))).returningResult(R.ID));
        deleteOfInstitution = rendering.statement(
                deleteFrom(R).where(R.INSTITUTION_ID.eq(institution)).returningResult(R.ID));
        deleteExpired = rendering.statement(deletionOfExpired(now, param("limit", SQLDataType.INTEGER)));
    }

    /** Deletes the first rosters to expire. It skips those that are being written at the moment. */
    public static ResultQuery<Record1<Long>> deletionOfExpired(Field<OffsetDateTime> now, Field<Integer> limit) {
        return deleteFrom(R)
                .where(R.ID.eq(any(array(select(R.ID)
                        .from(R)
                        .where(R.EXPIRES_AT.le(now))
                        .orderBy(R.EXPIRES_AT)
                        .limit(limit)
                        .forUpdate()
                        .skipLocked()))))
                .returningResult(R.ID);
    }

    Optional<Long> of(Connection connection, InstitutionId institution, Instant now) throws SQLException {
        return ofInstitution.query(
                connection,
                statement -> {
                    statement.setLong(1, institution.value());
                    statement.setObject(2, now.atOffset(ZoneOffset.UTC));
                },
                rows -> rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty());
    }

    List<WaitingRoster> firstToExpire(Connection connection, int limit, Instant now) throws SQLException {
        return firstToExpire.query(
                connection,
                statement -> {
                    statement.setObject(1, now.atOffset(ZoneOffset.UTC));
                    statement.setInt(2, limit);
                },
                WaitingRosters::read);
    }

    private static List<WaitingRoster> read(ResultSet rows) throws SQLException {
        List<WaitingRoster> waiting = new ArrayList<>();
        while (rows.next()) {
            waiting.add(new WaitingRoster(
                    new InstitutionId(rows.getLong(1)),
                    rows.getObject(2, OffsetDateTime.class).toInstant(),
                    rows.getObject(3, OffsetDateTime.class).toInstant()));
        }
        return waiting;
    }

    void delete(Connection connection, long id) throws SQLException {
        delete.call(connection, statement -> statement.setLong(1, id));
    }

    /** Returns whether a roster was deleted. */
    boolean delete(Connection connection, InstitutionId institution) throws SQLException {
        return deleteOfInstitution.matches(connection, statement -> statement.setLong(1, institution.value()));
    }

    void deleteExpired(Connection connection, int limit, Instant now) throws SQLException {
        deleteExpired.call(connection, statement -> {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setInt(2, limit);
        });
    }
}
