package io.github.useremails.persistence.internal.roster;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ROSTER_LINES;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosterLines;
import io.github.useremails.persistence.internal.schema.tables.UserEmailRosters;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Transfers a roster to the database, which plans it. */
public final class RosterStaging {

    private static final UserEmailRosterLines L = USER_EMAIL_ROSTER_LINES;
    private static final UserEmailRosters R = USER_EMAIL_ROSTERS;

    /** The number of lines in one statement. */
    private static final int BATCH = 5_000;

    private final RenderedSql begin;
    private final RenderedSql add;
    private final RenderedSql plan;

    public RosterStaging(Rendering rendering) {
        Field<Long> id = param("id", R.ID);
        Field<Long> institution = param("institution", R.INSTITUTION_ID);
        begin = rendering.statement(select(rendering.function(
                "begin_institution_roster",
                SQLDataType.BIGINT,
                institution,
                param("now", R.CREATED_AT),
                param("expiry", R.EXPIRES_AT))));
        add = rendering.statement(select(rendering.function(
                "add_institution_roster_lines",
                SQLDataType.OTHER,
                id,
                param("first", L.LINE),
                param("keys", SQLDataType.CLOB.array()),
                param("addresses", SQLDataType.CLOB.array()),
                param("normalized", SQLDataType.CLOB.array()),
                param("outcomes", SQLDataType.CLOB.array()))));
        plan = rendering.statement(select(rendering.function("plan_institution_roster", SQLDataType.OTHER, id)));
    }

    /** Stages and plans a roster, and returns its key. */
    long stage(Connection connection, Institution institution, List<RosterLine> roster, Instant now, Instant expiry)
            throws SQLException {
        long id = begin.query(
                connection,
                statement -> {
                    statement.setLong(1, institution.id().value());
                    statement.setObject(2, now.atOffset(ZoneOffset.UTC));
                    statement.setObject(3, expiry.atOffset(ZoneOffset.UTC));
                },
                RosterStaging::key);
        for (int first = 0; first < roster.size(); first += BATCH) {
            List<RosterLine> batch = roster.subList(first, Math.min(first + BATCH, roster.size()));
            add(connection, id, first + 1, institution, batch);
        }
        plan.call(connection, statement -> statement.setLong(1, id));
        return id;
    }

    private void add(Connection connection, long id, int first, Institution institution, List<RosterLine> batch)
            throws SQLException {
        add.call(connection, statement -> {
            statement.setLong(1, id);
            statement.setInt(2, first);
            statement.setArray(3, texts(connection, batch, RosterLine::externalKey));
            statement.setArray(
                    4, texts(connection, batch, line -> line.address().value()));
            statement.setArray(
                    5, texts(connection, batch, line -> line.address().normalized()));
            // The database does not know the domains.
            statement.setArray(
                    6,
                    texts(
                            connection,
                            batch,
                            line -> institution.mayClaim(line.address()) ? null : domainNotVerified()));
        });
    }

    private static Array texts(
            Connection connection, List<RosterLine> batch, Function<RosterLine, @Nullable String> text)
            throws SQLException {
        @Nullable Object[] texts = batch.stream().map(text).toArray();
        return connection.createArrayOf("text", texts);
    }

    private static String domainNotVerified() {
        return RosterConflict.DOMAIN_NOT_VERIFIED.name().toLowerCase(Locale.ROOT);
    }

    private static long key(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }
}
