package io.github.useremails.persistence.internal.upkeep;

import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserStorageException;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.sql.Rendering;
import io.github.useremails.persistence.internal.sql.RowLimit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jooq.impl.SQLDataType;

/** Deletes old changes from the history. */
public final class HistoryExpiry {

    private static final int MAX_LIMIT = 100_000;

    /** The SQLSTATE for changes that the database must keep: {@code invalid_parameter_value}. */
    private static final String TOO_YOUNG = "22023";

    private final RenderedSql expire;

    public HistoryExpiry(Rendering rendering) {
        expire = rendering.statement(select(rendering.function(
                "expire_user_email_address_history",
                SQLDataType.INTEGER,
                param("before", SQLDataType.TIMESTAMPWITHTIMEZONE),
                param("limit", SQLDataType.INTEGER))));
    }

    int expire(Connections connections, Duration kept, Instant now, int limit) {
        RowLimit.check(limit, MAX_LIMIT);
        if (kept.isNegative()) {
            throw new IllegalArgumentException("kept must not be negative");
        }
        Instant before = now.minus(kept);
        try {
            return connections.statement(session -> expire.query(
                    session.connection(),
                    statement -> {
                        statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                        statement.setInt(2, limit);
                    },
                    HistoryExpiry::count));
        } catch (UserStorageException e) {
            if (e.sqlState().filter(TOO_YOUNG::equals).isPresent()) {
                throw new IllegalStateException(
                        "the database keeps changes of addresses for longer than " + kept + ": keep them for at least"
                                + " the interval that its function minimum_history_retention() returns, or replace that"
                                + " function as the owner of the schema",
                        e);
            }
            throw e;
        }
    }

    private static int count(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getInt(1);
    }
}
