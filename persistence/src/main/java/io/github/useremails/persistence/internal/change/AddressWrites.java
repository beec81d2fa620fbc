package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.with;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.jdbc.StatementSequence;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import io.github.useremails.persistence.internal.sql.Conditions;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jooq.CommonTableExpression;
import org.jooq.DeleteConditionStep;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.ResultQuery;
import org.jooq.UpdateConditionStep;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Writes the changed addresses of a user: one statement for each address, all in one round trip. */
public final class AddressWrites {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES;

    private final RenderedSql insert;
    private final RenderedSql update;
    private final RenderedSql delete;

    public AddressWrites(Rendering rendering) {
        insert = rendering.statement(insertOne());
        update = rendering.statement(one(rendering, updateOne().returning(E.ID)));
        delete = rendering.statement(one(rendering, deleteOne().returning(E.ID)));
    }

    /** Returns the statements in an order that breaks no constraint in between: removals and losses come first. */
    public StatementSequence of(UserDifference difference, UserId user, Instant now) {
        StatementSequence sequence = new StatementSequence();
        for (EmailAddress removed : difference.removed()) {
            sequence.add(delete, user.value(), removed.normalized());
        }
        for (UserEmailAddress cleared : difference.cleared()) {
            add(update, cleared, user, now, sequence);
        }
        for (UserEmailAddress changed : difference.changed()) {
            add(update, changed, user, now, sequence);
        }
        for (UserEmailAddress added : difference.added()) {
            add(insert, added, user, now, sequence);
        }
        return sequence;
    }

    /** Adds the values, which an update and an insert take in the same order, with the key last. */
    private static void add(
            RenderedSql statement, UserEmailAddress written, UserId user, Instant now, StatementSequence sequence) {
        sequence.add(
                statement,
                written.address().value(),
                written.primary(),
                written.confirmed(),
                written.institutionManaged(),
                written.institution().map(InstitutionId::value).orElse(null),
                timestamp(written.confirmedAt().orElse(null)),
                timestamp(written.createdAt()),
                timestamp(now),
                user.value(),
                written.address().normalized());
    }

    /**
     * Requires the statement to change a row. If it does not, a writer that did not lock the user has deleted the row,
     * and the change is retried. The function is called only in that case; calling it for each write would cost more
     * than the check.
     */
    private static Query one(Rendering rendering, ResultQuery<?> change) {
        CommonTableExpression<?> changed = name("changed").as(change);
        return with(changed)
                .select(rendering.function("refuse_change_without_lock", SQLDataType.OTHER))
                .where(Conditions.notExists(selectOne().from(changed)));
    }

    private static Query insertOne() {
        return insertInto(
                        E,
                        E.EMAIL_ADDRESS,
                        E.PRIMARY,
                        E.CONFIRMED,
                        E.INSTITUTION_MANAGED,
                        E.INSTITUTION_ID,
                        E.CONFIRMED_AT,
                        E.CREATED_AT,
                        E.UPDATED_AT,
                        E.USER_ID,
                        E.NORMALIZED_EMAIL_ADDRESS)
                .values(
                        value(E.EMAIL_ADDRESS),
                        value(E.PRIMARY),
                        value(E.CONFIRMED),
                        value(E.INSTITUTION_MANAGED),
                        value(E.INSTITUTION_ID),
                        value(E.CONFIRMED_AT),
                        value(E.CREATED_AT),
                        value(E.UPDATED_AT),
                        value(E.USER_ID),
                        value(E.NORMALIZED_EMAIL_ADDRESS));
    }

    private static UpdateConditionStep<?> updateOne() {
        return update(E)
                .set(E.EMAIL_ADDRESS, value(E.EMAIL_ADDRESS))
                .set(E.PRIMARY, value(E.PRIMARY))
                .set(E.CONFIRMED, value(E.CONFIRMED))
                .set(E.INSTITUTION_MANAGED, value(E.INSTITUTION_MANAGED))
                .set(E.INSTITUTION_ID, value(E.INSTITUTION_ID))
                .set(E.CONFIRMED_AT, value(E.CONFIRMED_AT))
                .set(E.CREATED_AT, value(E.CREATED_AT))
                .set(E.UPDATED_AT, value(E.UPDATED_AT))
                .where(E.USER_ID.eq(value(E.USER_ID)))
                .and(E.NORMALIZED_EMAIL_ADDRESS.eq(value(E.NORMALIZED_EMAIL_ADDRESS)));
    }

    private static DeleteConditionStep<?> deleteOne() {
        return deleteFrom(E)
                .where(E.USER_ID.eq(value(E.USER_ID)))
                .and(E.NORMALIZED_EMAIL_ADDRESS.eq(value(E.NORMALIZED_EMAIL_ADDRESS)));
    }

    private static <T> Field<T> value(Field<T> column) {
        return param(column.getName(), column);
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
