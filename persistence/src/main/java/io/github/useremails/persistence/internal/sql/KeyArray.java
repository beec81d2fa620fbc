package io.github.useremails.persistence.internal.sql;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.val;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * The keys of a bulk lookup: one array parameter of any length, as a table of values with their positions. The rows of
 * the result contain the positions, so the result needs no sort, and unmatched keys are recognized.
 */
public record KeyArray<T>(Table<?> table, Field<T> value, Field<Long> position) {

    public static KeyArray<String> addresses() {
        return texts();
    }

    public static KeyArray<String> texts() {
        return of(SQLDataType.CLOB);
    }

    public static KeyArray<Long> ids() {
        return of(SQLDataType.BIGINT);
    }

    private static <T> KeyArray<T> of(DataType<T> type) {
        return new KeyArray<>(
                unnest(val(null, type.array())).withOrdinality().as("asked", "value", "position"),
                field(name("asked", "value"), type),
                field(name("asked", "position"), SQLDataType.BIGINT));
    }

    /**
     * Builds a bulk lookup that runs the single lookup for each value. The last column is the position.
     *
     * <p>{@code OFFSET 0} keeps the planner from merging the lookup into the outer query. Otherwise it could read and
     * hash the whole table, which it does above some thousand values.
     */
    public Query each(Function<Field<T>, ? extends SelectLimitStep<?>> lookup) {
        Select<?> one = lookup.apply(value).offset(inline(0));
        Table<?> found = lateral(one).as("found");
        return select(found.fields()).select(position).from(table).crossJoin(found);
    }

    public static RenderedSql.Parameters addresses(List<EmailAddress> addresses) {
        return texts(addresses.stream().map(EmailAddress::normalized).toList());
    }

    public static RenderedSql.Parameters texts(List<String> texts) {
        return statement ->
                statement.setArray(1, statement.getConnection().createArrayOf("text", texts.toArray(String[]::new)));
    }

    public static RenderedSql.Parameters ids(List<UserId> ids) {
        // The driver sends an array of Long in binary form, and an array of objects as text.
        Long[] keys = new Long[ids.size()];
        Arrays.setAll(keys, i -> ids.get(i).value());
        return statement -> statement.setArray(1, statement.getConnection().createArrayOf("bigint", keys));
    }
}
