package io.github.useremails.persistence.internal.sql;

import io.github.useremails.persistence.internal.jdbc.LookupStatement;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.Public;
import io.github.useremails.persistence.internal.schema.Tables;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.TableField;
import org.jooq.VisitListener;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.MappedTable;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * Turns queries into SQL text, once. Rendering and record mapping are what jOOQ costs, not the SQL: measured, a query
 * built for each call reaches about half the throughput of plain JDBC, the same text kept reaches nearly all of it.
 */
public final class Rendering {

    private final String schema;
    private final DSLContext dsl;

    public Rendering(UsersTable users) {
        this(users, Tables.USER_EMAIL_ADDRESSES.getName());
    }

    private Rendering(UsersTable users, String addresses) {
        schema = users.schema();
        // Tables are named with their schema, so that nothing depends on the search path of a session.
        MappedSchema mapped = new MappedSchema()
                .withInput(Public.PUBLIC.getName())
                .withOutput(schema)
                .withTables(
                        new MappedTable().withInput(Tables.USERS.getName()).withOutput(users.name()),
                        new MappedTable()
                                .withInput(Tables.USER_EMAIL_ADDRESSES.getName())
                                .withOutput(addresses));
        Field<Long> key = DSL.field(DSL.name(schema, users.name(), users.key()), Tables.USERS.ID.getDataType());
        dsl = DSL.using(new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(new Settings().withRenderMapping(new RenderMapping().withSchemata(mapped)))
                .set(VisitListener.onVisitStart(part -> {
                    // There is a mapping for the names of tables, and none for those of columns.
                    if (part.queryPart() instanceof TableField<?, ?> column && column.equals(Tables.USERS.ID)) {
                        part.queryPart(key);
                    }
                })));
    }

    /** Reads addresses from a view that has the columns of the table. */
    public static Rendering withAddressesOf(String view, UsersTable users) {
        return new Rendering(users, view);
    }

    /** A function of the module. Only generated tables are mapped to the schema by themselves. */
    public <T> Field<T> function(String name, DataType<T> type, Field<?>... arguments) {
        return DSL.function(DSL.name(schema, name), type, arguments);
    }

    public RenderedSql statement(Query query) {
        return new RenderedSql(dsl.render(query));
    }

    public LookupStatement lookup(Query query) {
        return LookupStatement.of(statement(query));
    }
}
