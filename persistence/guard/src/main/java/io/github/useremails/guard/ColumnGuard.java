package io.github.useremails.guard;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.ExecuteListener;
import org.jooq.Query;

/**
 * Tells who still uses deprecated columns, at run time: by jOOQ queries, by the SQL of whatever goes through a data
 * source, by old accessors.
 *
 * <pre>{@code
 * DeprecatedColumn email = new DeprecatedColumn("users", "email_address", "Users.primaryEmail(id)");
 * ColumnGuard guard = ColumnGuard.with(GuardSettings.raising(email));
 * DataSource guarded = guard.over(pool);
 * jooq.configuration().deriveAppending(guard.listener());
 * }</pre>
 *
 * <p>A use is a statement that is prepared, a text that is executed or put into a batch, or a call of {@link #used}.
 * What runs inside the database is not seen: views, functions, triggers, and so the forwarding between the column and
 * its successor. The library's own statements are never uses.
 *
 * <p>Neither exceptions nor logs show SQL or values. Memory is bounded by the settings. Safe for many threads; a
 * statement that was seen before costs a lookup by its text, without a lock.
 */
public final class ColumnGuard {

    private final GuardSettings settings;
    private final Verdicts verdicts;
    private final Uses uses;
    private final Allowances allowances = new Allowances();

    private ColumnGuard(GuardSettings settings) {
        this.settings = settings;
        this.verdicts = new Verdicts(settings.columns(), settings.texts());
        this.uses = new Uses(settings);
    }

    /**
     * A guard.
     *
     * @param settings what is deprecated, and what happens when it is used
     * @return the guard; best one for all of the application
     */
    public static ColumnGuard with(GuardSettings settings) {
        return new ColumnGuard(Objects.requireNonNull(settings, "settings"));
    }

    /**
     * Wraps a data source so that its statements are checked: those of its connections, and of the connections that these return.
     * Everything else is as before; {@code unwrap} returns what is below, which is not checked. To close
     * the pool, close the one given here. In mode {@link GuardMode#OFF}, just the one given.
     *
     * @param dataSource gives connections
     * @return the guarded one
     */
    public DataSource over(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        return isOff() ? dataSource : new GuardedDataSource(dataSource, this);
    }

    /**
     * For a jOOQ configuration: looks at the model of each query, and so knows whose column is meant where the text
     * alone does not tell. A guarded data source below does not count the same query again.
     *
     * @return the listener, to be appended to those of the configuration
     */
    public ExecuteListener listener() {
        return new GuardedQueries(this);
    }

    /**
     * Says that the caller of the calling method uses a column: for the old getter and setter of an entity.
     *
     * @param column one that is guarded
     * @throws IllegalArgumentException if the column is not guarded here
     * @throws DeprecatedColumnException in mode raise
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
     * Lets work of this thread use all columns, such as the job that compares both sides. Scopes may be nested; one
     * ends when its work does, also by an exception.
     *
     * @param reason why, for the reader of the code
     * @param work what may use them; what it prepares, it may also execute later
     * @param <T> of the result
     * @param <E> what the work may throw
     * @return what the work returns
     * @throws E what the work throws
     * @throws IllegalArgumentException if the reason is blank
     */
    public <T, E extends Exception> T allowing(String reason, AllowedWork<T, E> work) throws E {
        DeprecatedColumn.requireText(reason, "reason");
        Objects.requireNonNull(work, "work");
        return allowances.during(work);
    }

    /**
     * As the other one, for work without a result.
     *
     * @param reason why, for the reader of the code
     * @param task what may use them
     * @param <E> what the task may throw
     * @throws E what the task throws
     * @throws IllegalArgumentException if the reason is blank
     */
    public <E extends Exception> void allowing(String reason, AllowedTask<E> task) throws E {
        DeprecatedColumn.requireText(reason, "reason");
        Objects.requireNonNull(task, "task");
        allowances.during(task);
    }

    /**
     * How often each place has used a column so far.
     *
     * @return a copy; those beyond the limit of call sites are one of the class {@code (others)}
     */
    public Map<ColumnUse, Long> counts() {
        return uses.counts();
    }

    boolean isOff() {
        return settings.mode() == GuardMode.OFF;
    }

    /** What is found in a text that goes to the database is a use, unless it was counted already. */
    void check(String sql) {
        if (allowances.active()) {
            return;
        }
        List<Finding> findings = verdicts.of(sql);
        if (!findings.isEmpty() && !allowances.isCounted(sql)) {
            uses.ofStatement(findings);
        }
    }

    /** As {@link #check(String)}, for a query that jOOQ has just rendered. */
    void check(Query query, String sql, Configuration configuration) {
        if (allowances.active()) {
            return;
        }
        List<Finding> findings = verdicts.of(query, sql, configuration);
        if (!findings.isEmpty()) {
            uses.ofStatement(findings);
            allowances.count(sql);
        }
    }

    void endOfQuery() {
        allowances.forgetCounted();
    }
}
