package io.github.useremails.persistence;

import static org.jooq.impl.DSL.arrayAggDistinct;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.github.useremails.domain.UserId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/**
 * Checks in production what the constraints promise, since they can be disabled or restored wrongly, and what no
 * constraint can promise.
 *
 * <pre>{@code
 * for (Inconsistency found : ConsistencyCheck.over(dataSource, settings).run()) {
 *     alert(found.rule() + ": " + found.cases() + " cases, such as users " + found.examples());
 * }
 * }</pre>
 *
 * <p>The view {@code user_email_inconsistencies} shows every single case.
 */
public final class ConsistencyCheck {

    private static final int EXAMPLES = 10;

    private final Connections connections;
    private final Statement inconsistencies;

    private ConsistencyCheck(Connections connections, UsersSettings settings) {
        this.connections = connections;
        inconsistencies = new Rendering(settings.table())
                .statement(inconsistencies(settings.table().schema()));
    }

    /**
     * The check of a database.
     *
     * @param dataSource gives connections, of a replica as well
     * @param settings the schema; the same as of the users
     * @return the check
     */
    public static ConsistencyCheck over(DataSource dataSource, UsersSettings settings) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(settings, "settings");
        return new ConsistencyCheck(PooledConnections.over(dataSource, settings), settings);
    }

    /**
     * Looks at everything. Reads the tables several times, takes no lock and writes nothing: for a quiet hour. One
     * round trip.
     *
     * @return a line for each promise that is broken, in the order of their words; empty in good order
     */
    public List<Inconsistency> run() {
        return connections.separately(
                connection -> inconsistencies.query(connection, statement -> {}, ConsistencyCheck::read));
    }

    private static Query inconsistencies(String schema) {
        Field<String> rule = field(name("i", "rule"), SQLDataType.CLOB);
        Field<Long> user = field(name("i", "user_id"), SQLDataType.BIGINT);
        // Cut by the server: of a table that was restored wrongly it may be millions.
        Field<Long[]> examples =
                field("({0})[1:{1}]", Long[].class, arrayAggDistinct(user).orderBy(user), inline(EXAMPLES));
        return select(rule, count(), examples)
                .from(table(name(schema, "user_email_inconsistencies")).as("i"))
                .groupBy(rule)
                .orderBy(rule);
    }

    private static List<Inconsistency> read(ResultSet rows) throws SQLException {
        List<Inconsistency> found = new ArrayList<>();
        while (rows.next()) {
            found.add(new Inconsistency(rows.getString(1), rows.getLong(2), users(rows.getArray(3))));
        }
        return found;
    }

    private static List<UserId> users(Array array) throws SQLException {
        List<UserId> users = new ArrayList<>();
        for (Long id : (Long[]) array.getArray()) {
            if (id != null) {
                users.add(new UserId(id));
            }
        }
        return users;
    }
}
