package io.github.useremails.persistence;

import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserStorageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.impl.SQLDataType;

/**
 * Ends the history of addresses where it need not be kept any longer. Nothing expires unless this is called.
 *
 * <pre>{@code
 * HistoryRetention retention = HistoryRetention.over(dataSource, settings, Duration.ofDays(2 * 365));
 *
 * while (retention.expire(10_000) == 10_000) {} // once a night
 * }</pre>
 *
 * <p>How things stood at that time stays known: the last change of each address that was there, and of where a user's
 * mail went. So the answer to "what was the primary address on that day" is complete for every day since.
 *
 * <p>The database keeps each change for at least 90 days, so that the application cannot delete the traces of what it
 * has just done. The owner of the schema may replace the function {@code minimum_history_retention()}.
 */
public final class HistoryRetention {

    private static final int MOST = 100_000;

    /** Raised for changes that the database still keeps: {@code invalid_parameter_value}. */
    private static final String TOO_YOUNG = "22023";

    private final Connections connections;
    private final InstantSource clock;
    private final Duration kept;
    private final Statement expire;

    private HistoryRetention(Connections connections, UsersSettings settings, Duration kept) {
        this.connections = connections;
        this.clock = settings.clock();
        this.kept = kept;
        Rendering rendering = new Rendering(settings.table());
        expire = rendering.statement(select(rendering.function(
                "expire_user_email_address_history",
                SQLDataType.INTEGER,
                param("before", SQLDataType.TIMESTAMPWITHTIMEZONE),
                param("most", SQLDataType.INTEGER))));
    }

    /**
     * The retention of a database.
     *
     * @param dataSource gives connections
     * @param settings the schema and the clock; the same as of the users
     * @param kept how long a change is kept
     * @return the retention
     * @throws IllegalArgumentException if the time is negative
     */
    public static HistoryRetention over(DataSource dataSource, UsersSettings settings, Duration kept) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(kept, "kept");
        if (kept.isNegative()) {
            throw new IllegalArgumentException("kept must not be negative");
        }
        return new HistoryRetention(PooledConnections.over(dataSource, settings), settings, kept);
    }

    /**
     * Deletes changes that are older, the oldest first. No user is locked. One round trip. Each call also looks at what is
     * older and stays, some changes for each user: prefer few calls with a large number to many with a small one.
     *
     * @param most how many at most, from 1 to 100,000
     * @return how many were deleted; fewer than {@code most} if nothing is left to delete
     * @throws IllegalArgumentException if {@code most} is out of bounds
     * @throws IllegalStateException if the database keeps changes for longer; nothing is deleted
     */
    public int expire(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be from 1 to " + MOST + ", but is " + most);
        }
        Instant before = clock.instant().minus(kept);
        try {
            return connections.separately(connection -> expire.query(
                    connection,
                    statement -> {
                        statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                        statement.setInt(2, most);
                    },
                    HistoryRetention::count));
        } catch (UserStorageException e) {
            if (e.sqlState().filter(TOO_YOUNG::equals).isPresent()) {
                throw new IllegalStateException(
                        "the database keeps changes of addresses for longer than " + kept
                                + ": keep them for as long as its function minimum_history_retention() says, or replace"
                                + " that function as the owner of the schema",
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
