package io.github.useremails.persistence.internal.outbox;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.domain.outbox.OutboxRetries;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.sql.RowLimit;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Implements {@link EventOutbox} on PostgreSQL. */
public record PostgresOutbox(Connections connections, OutboxStatements statements, OutboxRetries retries)
        implements EventOutbox {

    private static final int MAX_LIMIT = 1_000;

    /** Returns the same outbox on other connections. */
    public PostgresOutbox on(Connections others) {
        return new PostgresOutbox(others, statements, retries);
    }

    @Override
    public List<OutboxMessage> claim(int limit, Duration lease) {
        RowLimit.check(limit, MAX_LIMIT);
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("the lease must be positive");
        }
        return connections.statement(session -> statements
                .claim()
                .query(
                        session.connection(),
                        statement -> {
                            statement.setArray(1, kinds(statement));
                            statement.setInt(2, limit);
                            statement.setDouble(3, seconds(lease));
                            statement.setInt(4, retries.attempts());
                        },
                        PostgresOutbox::messages));
    }

    @Override
    public void acknowledge(Collection<OutboxMessage> messages) {
        Long[] ids = messages.stream().map(OutboxMessage::id).toArray(Long[]::new);
        if (ids.length > 0) {
            matches(
                    statements.delete(),
                    statement -> statement.setArray(1, statement.getConnection().createArrayOf("bigint", ids)));
        }
    }

    @Override
    public void retryLater(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        matches(statements.retry(), statement -> {
            statement.setDouble(1, seconds(retries.pauseAfter(message.attempt())));
            statement.setInt(2, retries.attempts());
            statement.setLong(3, message.id());
            statement.setInt(4, message.attempt());
        });
    }

    @Override
    public List<OutboxMessage> suspended(int limit) {
        RowLimit.check(limit, MAX_LIMIT);
        return connections
                .onPrimary()
                .lookup(session -> statements
                        .suspended()
                        .query(
                                session.connection(),
                                statement -> {
                                    statement.setArray(1, kinds(statement));
                                    statement.setInt(2, limit);
                                },
                                PostgresOutbox::messages));
    }

    @Override
    public boolean release(OutboxMessage message) {
        Objects.requireNonNull(message, "message");
        return matches(statements.release(), statement -> statement.setLong(1, message.id()));
    }

    private boolean matches(RenderedSql sql, RenderedSql.Parameters parameters) {
        return connections.statement(session -> sql.matches(session.connection(), parameters));
    }

    private static Array kinds(PreparedStatement statement) throws SQLException {
        return statement.getConnection().createArrayOf("text", OutboxRow.KINDS.toArray());
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds() + duration.toNanosPart() / 1e9;
    }

    private static List<OutboxMessage> messages(ResultSet rows) throws SQLException {
        List<OutboxMessage> messages = new ArrayList<>();
        while (rows.next()) {
            OutboxRow row = new OutboxRow(
                    new UserId(rows.getLong(2)),
                    rows.getString(3),
                    rows.getString(4),
                    rows.getString(5),
                    rows.getBoolean(6));
            messages.add(new OutboxMessage(rows.getLong(1), rows.getInt(7), row.event()));
        }
        messages.sort(Comparator.comparingLong(OutboxMessage::id));
        return messages;
    }
}
