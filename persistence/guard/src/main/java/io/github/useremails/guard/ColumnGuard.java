package io.github.useremails.guard;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ExecuteListener;
import org.jooq.Query;

/**
 * Finds uses of deprecated columns at run time: in jOOQ queries, in the SQL of everything that uses a data
 * source, and in old accessors.
 *
 * <pre>{@code
 * DeprecatedColumn email = new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");
 * ColumnGuard guard = ColumnGuard.with(GuardSettings.raising(email));
 * DataSource guarded = guard.over(pool);
 * jooq.configuration().deriveAppending(guard.listener());
 * }</pre>
 *
 * <p>A use is a statement that is prepared, a text that is executed or added to a batch, or a call of {@link #used}.
 * The guard does not see what runs inside the database: views, functions, triggers, and so the forwarding between the
 * column and its successor. The library's own statements never count as uses.
 *
 * <p>Neither exceptions nor logs contain SQL or values. The settings limit the memory. Safe for concurrent use. A
 * statement that was seen before costs a lookup by its text, without a lock.
 */
public final class ColumnGuard {

    private final GuardSettings settings;
    private final StatementAnalysis verdicts;
    private final UseLog uses;
    private final Allowances allowances = new Allowances();

    private ColumnGuard(GuardSettings settings) {
        this.settings = settings;
        this.verdicts = new StatementAnalysis(settings.columns(), settings.statements());
        this.uses = new UseLog(settings);
    }

    /**
     * Creates a guard.
     *
     * @param settings the deprecated columns, and what happens when one is used
     * @return the guard; use one for the whole application
     */
    public static ColumnGuard with(GuardSettings settings) {
        return new ColumnGuard(Objects.requireNonNull(settings, "settings"));
    }

    /**
     * Wraps a data source so that its statements are checked: those of its connections, and of the connections that
     * these return. Everything else is unchanged. {@code unwrap} returns the wrapped object, which is not checked. To
     * close the pool, close the data source given here. In mode {@link GuardMode#OFF}, returns it unchanged.
     *
     * @param dataSource the data source to wrap
     * @return the guarded data source
     */
    public DataSource over(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return isOff() ? dataSource : new GuardedDataSource(dataSource, this);
    }

    /**
     * Returns a listener for a jOOQ configuration. It reads the model of each query, and so identifies a column even
     * if the text is ambiguous. A guarded data source below does not count the same query again.
     *
     * @return the listener, to append to those of the configuration
     */
    public ExecuteListener listener() {
        return new GuardedQueries(this);
    }

    /**
     * Records that the caller of the calling method uses a column. For the old getter and setter of an entity.
     *
     * @param column a guarded column
     * @throws IllegalArgumentException if this guard does not guard the column
     * @throws DeprecatedColumnException in mode {@link GuardMode#RAISE}
     */
    public void used(DeprecatedColumn column) {
        Objects.requireNonNull(column, "column");
        if (!settings.columns().contains(column)) {
            throw new IllegalArgumentException("not guarded here: " + column.name());
        }
        if (!isOff() && !allowances.active()) {
            uses.ofAccessor(column);
        }
    }

    /**
     * Allows work of this thread to use all columns, such as the job that compares both sides. Scopes may be nested;
     * each ends with its work, even if an exception ends it.
     *
     * @param reason for the reader of the code
     * @param work the work that may use the columns; it may also execute later what it prepares
     * @param <T> the type of the result
     * @param <E> the exception that the work may throw
     * @return the result of the work
     * @throws E if the work fails
     * @throws IllegalArgumentException if the reason is blank
     */
    public <T, E extends Exception> T allowing(String reason, AllowedWork<T, E> work) throws E {
        DeprecatedColumn.requireText(reason, "reason");
        Objects.requireNonNull(work, "work");
        return allowances.during(work);
    }

    /**
     * Allows a task of this thread to use all columns, like {@link #allowing(String, AllowedWork)}.
     *
     * @param reason for the reader of the code
     * @param task the task that may use the columns
     * @param <E> the exception that the task may throw
     * @throws E if the task fails
     * @throws IllegalArgumentException if the reason is blank
     */
    public <E extends Exception> void allowing(String reason, AllowedTask<E> task) throws E {
        DeprecatedColumn.requireText(reason, "reason");
        Objects.requireNonNull(task, "task");
        allowances.during(task);
    }

    /**
     * Counts the uses so far, by place.
     *
     * @return a copy; uses beyond the limit of call sites count for the class {@code (others)}
     */
    public Map<ColumnUse, Long> counts() {
        return uses.counts();
    }

    boolean isOff() {
        return settings.mode() == GuardMode.OFF;
    }

    /** Each finding in a text that goes to the database is a use, unless it was already counted. */
    void check(String sql) {
        if (allowances.active()) {
            return;
        }
        List<FoundColumn> findings = verdicts.of(sql);
        if (!findings.isEmpty() && !allowances.isCounted(sql)) {
            uses.ofStatement(findings);
        }
    }

    /** Like {@link #check(String)}, for a query that jOOQ has just rendered. */
    void check(Query query, String sql, Configuration configuration) {
        if (allowances.active()) {
            return;
        }
        List<FoundColumn> findings = verdicts.of(query, sql, configuration);
        if (!findings.isEmpty()) {
            uses.ofStatement(findings);
            allowances.count(sql);
        }
    }

    void endOfQuery() {
        allowances.forgetCounted();
    }
}
