package io.github.useremails.command;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of the backfill in the database. The functions are those that the procedure uses. */
record BackfillState(Connection connection) {

    private static final String PROGRESS =
            "select m.looked_at, coalesce(extract(epoch from now() - m.started_at), 0)" + " from user_email_move m";

    /**
     * The progress of the backfill.
     *
     * @param users that it has processed
     * @param since the time since it began
     */
    record Progress(long users, Duration since) {}

    Progress progress() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROGRESS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Progress(row.getLong(1), Duration.ofSeconds(row.getLong(2)));
        }
    }

    /** {@return how many users it has processed, up to the given number} */
    int copy(int batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select copy_legacy_email_addresses(?)")) {
            statement.setInt(1, batch);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return answer.getInt(1);
            }
        }
    }

    /** Fails if the role may not see the replicas. */
    int replicas() throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("select r.replicas from user_email_replicas() r");
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getInt(1);
        }
    }

    /** {@return why the backfill should wait at the moment} */
    Optional<String> obstacle(@Nullable Duration maximumLag, int replicas) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select user_email_backfill_obstacle(? * interval '1 millisecond', ?)")) {
            statement.setObject(1, maximumLag == null ? null : maximumLag.toMillis(), java.sql.Types.BIGINT);
            statement.setInt(2, replicas);
            try (ResultSet answer = statement.executeQuery()) {
                answer.next();
                return Optional.ofNullable(answer.getString(1));
            }
        }
    }

    void note(String event, String detail) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select note_move_event(?, 'backfill', ?)")) {
            statement.setString(1, event);
            statement.setString(2, detail);
            statement.execute();
        }
    }
}
