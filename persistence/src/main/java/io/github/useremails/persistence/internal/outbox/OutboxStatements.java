package io.github.useremails.persistence.internal.outbox;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_OUTBOX;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.case_;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;

import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.tables.UserEmailOutbox;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.time.OffsetDateTime;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** The statements on the table of the outbox. All times come from the clock of the database. */
public record OutboxStatements(
        RenderedSql insert,
        RenderedSql claim,
        RenderedSql delete,
        RenderedSql retry,
        RenderedSql suspended,
        RenderedSql release) {

    private static final UserEmailOutbox O = USER_EMAIL_OUTBOX.as("o");

    public OutboxStatements(Rendering rendering) {
        this(
                rendering.statement(insertAll()),
                rendering.statement(claimFirst(rendering)),
                rendering.statement(deleteAll()),
                rendering.statement(retryOne()),
                rendering.statement(listSuspended()),
                rendering.statement(releaseOne()));
    }

    /** Inserts any number of rows with one statement. */
    private static Query insertAll() {
        UserEmailOutbox o = USER_EMAIL_OUTBOX;
        Table<?> events = table(
                "unnest({0}, {1}, {2}, {3}, {4}) with ordinality"
                        + " as e (user_id, kind, email_address, previous_email_address, reachable, position)",
                array(o.USER_ID),
                array(o.KIND),
                array(o.EMAIL_ADDRESS),
                array(o.PREVIOUS_EMAIL_ADDRESS),
                array(o.REACHABLE));
        return insertInto(o, o.USER_ID, o.KIND, o.EMAIL_ADDRESS, o.PREVIOUS_EMAIL_ADDRESS, o.REACHABLE)
                .select(select(
                                column(o.USER_ID),
                                column(o.KIND),
                                column(o.EMAIL_ADDRESS),
                                column(o.PREVIOUS_EMAIL_ADDRESS),
                                column(o.REACHABLE))
                        .from(events)
                        .orderBy(field(name("e", "position"))))
                .returningResult(o.ID);
    }

    private static Query claimFirst(Rendering rendering) {
        Table<?> claimed = table(
                "{0} as o",
                rendering.function(
                        "claim_user_email_messages",
                        SQLDataType.OTHER,
                        param("kinds", SQLDataType.CLOB.array()),
                        param("limit", SQLDataType.INTEGER),
                        interval("lease"),
                        param("attempts", SQLDataType.INTEGER)));
        return select(O.ID, O.USER_ID, O.KIND, O.EMAIL_ADDRESS, O.PREVIOUS_EMAIL_ADDRESS, O.REACHABLE, O.ATTEMPTS)
                .from(claimed);
    }

    private static Query deleteAll() {
        return deleteFrom(O)
                .where(O.ID.eq(any(param("ids", SQLDataType.BIGINT.array()))))
                .returningResult(O.ID);
    }

    /** Matches the failed attempt only: if the lease has ended, another process may have claimed the message. */
    private static Query retryOne() {
        return update(O)
                .set(O.CLAIMED_UNTIL, field("{0} + {1}", O.CLAIMED_UNTIL.getDataType(), clock(), interval("pause")))
                .set(O.SUSPENDED_AT, case_().when(O.ATTEMPTS.ge(param("attempts", SQLDataType.INTEGER)), clock()))
                .where(O.ID.eq(param("id", O.ID)))
                .and(O.ATTEMPTS.eq(param("attempt", O.ATTEMPTS)))
                .and(O.SUSPENDED_AT.isNull())
                .returningResult(O.ID);
    }

    private static Query listSuspended() {
        return select(O.ID, O.USER_ID, O.KIND, O.EMAIL_ADDRESS, O.PREVIOUS_EMAIL_ADDRESS, O.REACHABLE, O.ATTEMPTS)
                .from(O)
                .where(O.SUSPENDED_AT.isNotNull())
                .and(O.KIND.eq(any(param("kinds", SQLDataType.CLOB.array()))))
                .orderBy(O.ID)
                .limit(param("limit", SQLDataType.INTEGER));
    }

    private static Query releaseOne() {
        return update(O)
                .set(O.SUSPENDED_AT, inline(null, O.SUSPENDED_AT))
                .set(O.ATTEMPTS, inline(0))
                .set(O.CLAIMED_UNTIL, field("timestamptz '-infinity'", O.CLAIMED_UNTIL.getDataType()))
                .where(O.ID.eq(param("id", O.ID)))
                .and(O.SUSPENDED_AT.isNotNull())
                .returningResult(O.ID);
    }

    private static Field<OffsetDateTime> clock() {
        return field("pg_catalog.clock_timestamp()", SQLDataType.TIMESTAMPWITHTIMEZONE);
    }

    private static Field<?> interval(String seconds) {
        return field("pg_catalog.make_interval(secs => {0})", Object.class, param(seconds, SQLDataType.DOUBLE));
    }

    private static Field<?> array(Field<?> column) {
        DataType<?> type = column.getDataType();
        return param(column.getName(), type.array());
    }

    private static <T> Field<T> column(Field<T> column) {
        return field(name("e", column.getName()), column.getDataType());
    }
}
