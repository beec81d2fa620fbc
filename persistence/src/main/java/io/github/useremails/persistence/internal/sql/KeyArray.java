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
 * What a bulk lookup asks for: one array parameter, whatever its length, as a table of values with their positions.
 * The positions come back with the rows, so the answer needs no sort, and what finds nothing can be told.
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
     * A bulk lookup is the single lookup for each value, side by side; the position comes as the last column.
     *
     * <p>{@code OFFSET 0} keeps the planner from merging the lookup into the outer query. It would then be free to read
     * and hash the whole table, and above some thousand values it does.
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
        // Of its own type, which the driver sends as it is; of objects it would write a text.
        Long[] keys = new Long[ids.size()];
        Arrays.setAll(keys, i -> ids.get(i).value());
        return statement -> statement.setArray(1, statement.getConnection().createArrayOf("bigint", keys));
    }
}
