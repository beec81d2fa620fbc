package io.github.useremails.guard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Records the counts of a guard in the database, where the contract of the move checks them: in the table
 * {@code deprecated_column_uses}. Call it every few minutes from a scheduler of the application.
 *
 * <pre>{@code
 * ColumnUseRecorder recorder = ColumnUseRecorder.to(dataSource, "web");
 * scheduler.scheduleAtFixedRate(() -> recorder.record(guard.counts()), 5, 5, MINUTES);
 * }</pre>
 *
 * <p>For one process and one guard. Counts that are not recorded when the process ends are lost.
 */
public final class ColumnUseRecorder {

    private final DataSource dataSource;
    private final String schema;
    private final String application;
    private final Map<ColumnUse, Long> recorded = new HashMap<>();

    private ColumnUseRecorder(DataSource dataSource, String schema, String application) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.application = application;
    }

    /**
     * Creates a recorder for a database whose users are in schema {@code public}.
     *
     * @param dataSource connects as a role that is a member of {@code useremails_app}, or owns the tables
     * @param application the name of the application, for the reader of the table
     * @return the recorder
     */
    public static ColumnUseRecorder to(DataSource dataSource, String application) {
        return new ColumnUseRecorder(
                Objects.requireNonNull(dataSource, "dataSource"),
                "public",
                Objects.requireNonNull(application, "application"));
    }

    /**
     * Creates a recorder for a database whose users are in another schema. It has recorded nothing yet.
     *
     * @param other the schema of the deprecated columns and of {@code deprecated_column_uses}
     * @return the recorder
     * @throws IllegalArgumentException if the name is blank
     */
    public ColumnUseRecorder inSchema(String other) {
        if (Objects.requireNonNull(other, "other").isBlank()) {
            throw new IllegalArgumentException("the schema must not be blank");
        }
        return new ColumnUseRecorder(dataSource, other, application);
    }

    /**
     * Records the growth since the last call, in one round trip; none if there is no growth.
     *
     * @param counts of the guard, {@link ColumnGuard#counts()}
     * @throws SQLException if recording fails; the next call retries it
     */
    public synchronized void record(Map<ColumnUse, Long> counts) throws SQLException {
        Map<ColumnUse, Long> grown = grownSinceTheLastTime(counts);
        if (grown.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select " + function() + "(?, ?, 'guard', null, ?, ?, ?)")) {
            for (Map.Entry<ColumnUse, Long> each : grown.entrySet()) {
                DeprecatedColumn column = each.getKey().column();
                statement.setString(1, schema + "." + column.table());
                statement.setString(2, column.column());
                statement.setString(3, application);
                statement.setString(4, each.getKey().callSite().toString());
                statement.setLong(5, each.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
        recorded.putAll(counts);
    }

    private String function() {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.name(schema, "record_deprecated_column_use"));
    }

    private Map<ColumnUse, Long> grownSinceTheLastTime(Map<ColumnUse, Long> counts) {
        Map<ColumnUse, Long> grown = new HashMap<>();
        counts.forEach((use, count) -> {
            long more = count - recorded.getOrDefault(use, 0L);
            if (more > 0) {
                grown.put(use, more);
            }
        });
        return grown;
    }
}
