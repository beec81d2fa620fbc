package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USER_EMAIL_OUTBOX;
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

import io.github.useremails.persistence.schema.tables.UserEmailOutbox;
import java.time.OffsetDateTime;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** What is asked of the table of the outbox. Each time is that of the database's clock. */
record OutboxStatements(
        Statement insert, Statement claim, Statement delete, Statement retry, Statement setApart, Statement release) {

    private static final UserEmailOutbox O = USER_EMAIL_OUTBOX.as("o");

    OutboxStatements(Rendering rendering) {
        this(
                rendering.statement(insertAll()),
                rendering.statement(claimFirst(rendering)),
                rendering.statement(deleteAll()),
                rendering.statement(retryOne()),
                rendering.statement(listSetApart()),
                rendering.statement(releaseOne()));
    }

    /** One statement, however many rows. */
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
                        param("most", SQLDataType.INTEGER),
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

    /** Only the attempt that failed: the lease may have ended, and somebody else may be trying. */
    private static Query retryOne() {
        return update(O)
                .set(O.CLAIMED_UNTIL, field("{0} + {1}", O.CLAIMED_UNTIL.getDataType(), clock(), interval("pause")))
                .set(O.SET_APART_AT, case_().when(O.ATTEMPTS.ge(param("attempts", SQLDataType.INTEGER)), clock()))
                .where(O.ID.eq(param("id", O.ID)))
                .and(O.ATTEMPTS.eq(param("attempt", O.ATTEMPTS)))
                .and(O.SET_APART_AT.isNull())
                .returningResult(O.ID);
    }

    private static Query listSetApart() {
        return select(O.ID, O.USER_ID, O.KIND, O.EMAIL_ADDRESS, O.PREVIOUS_EMAIL_ADDRESS, O.REACHABLE, O.ATTEMPTS)
                .from(O)
                .where(O.SET_APART_AT.isNotNull())
                .and(O.KIND.eq(any(param("kinds", SQLDataType.CLOB.array()))))
                .orderBy(O.ID)
                .limit(param("most", SQLDataType.INTEGER));
    }

    private static Query releaseOne() {
        return update(O)
                .set(O.SET_APART_AT, inline(null, O.SET_APART_AT))
                .set(O.ATTEMPTS, inline(0))
                .set(O.CLAIMED_UNTIL, field("timestamptz '-infinity'", O.CLAIMED_UNTIL.getDataType()))
                .where(O.ID.eq(param("id", O.ID)))
                .and(O.SET_APART_AT.isNotNull())
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
