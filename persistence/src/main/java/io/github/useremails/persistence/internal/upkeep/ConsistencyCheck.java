package io.github.useremails.persistence.internal.upkeep;

import static org.jooq.impl.DSL.arrayAggDistinct;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.upkeep.Inconsistency;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.Session;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.SQLDataType;

/** Reads the broken rules from their view, with examples of each. */
public final class ConsistencyCheck {

    private static final int EXAMPLES = 10;

    private final RenderedSql inconsistencies;

    public ConsistencyCheck(Rendering rendering, String schema) {
        inconsistencies = rendering.statement(inconsistencies(schema));
    }

    List<Inconsistency> run(Session session) throws SQLException {
        return inconsistencies.query(session.connection(), statement -> {}, ConsistencyCheck::read);
    }

    private static Query inconsistencies(String schema) {
        Field<String> rule = field(name("i", "rule"), SQLDataType.CLOB);
        Field<Long> user = field(name("i", "user_id"), SQLDataType.BIGINT);
        // The server limits the examples: a table that was restored wrongly may have millions.
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
