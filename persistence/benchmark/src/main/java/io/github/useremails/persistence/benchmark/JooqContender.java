package io.github.useremails.persistence.benchmark;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.schema.tables.UserEmailAddresses;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.SQLDialect;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** jOOQ as it is ordinarily used: each call builds its query, and records are mapped by it. */
final class JooqContender implements Contender {

    private static final UserEmailAddresses E = USER_EMAIL_ADDRESSES.as("e");
    private static final UserEmailAddresses CLAIM = USER_EMAIL_ADDRESSES.as("claim");

    private static final List<SelectField<?>> COLUMNS = List.of(
            E.ID,
            E.EMAIL_ADDRESS,
            E.NORMALIZED_EMAIL_ADDRESS,
            E.PRIMARY,
            E.CONFIRMED,
            E.INSTITUTION_MANAGED,
            E.INSTITUTION_ID,
            E.CONFIRMED_AT,
            E.CREATED_AT);

    private final DSLContext jooq;
    private final InstantSource clock;

    JooqContender(DataSource dataSource, InstantSource clock) {
        jooq = DSL.using(dataSource, SQLDialect.POSTGRES);
        this.clock = clock;
    }

    @Override
    public Object withEmail(EmailAddress address) {
        return jooq
                .select(COLUMNS)
                .select(E.USER_ID)
                .from(CLAIM)
                .join(E)
                .on(E.USER_ID.eq(CLAIM.USER_ID))
                .where(CLAIM.NORMALIZED_EMAIL_ADDRESS.eq(address.normalized()))
                .and(condition(CLAIM.CONFIRMED).or(CLAIM.INSTITUTION_MANAGED))
                .fetchGroups(E.USER_ID)
                .entrySet()
                .stream()
                .map(rows -> user(rows.getKey(), rows.getValue()))
                .findFirst();
    }

    @Override
    public Object find(UserId id) {
        return jooq
                .select(COLUMNS)
                .select(USERS.ID)
                .from(USERS)
                .leftJoin(E)
                .on(E.USER_ID.eq(USERS.ID))
                .where(USERS.ID.eq(id.value()))
                .fetchGroups(USERS.ID)
                .entrySet()
                .stream()
                .map(rows -> user(rows.getKey(), rows.getValue()))
                .findFirst();
    }

    private static PlainUser user(long id, List<? extends Record> rows) {
        return new PlainUser(
                id,
                rows.stream()
                        .filter(row -> row.get(E.ID) != null)
                        .sorted(Comparator.comparing(row -> row.get(E.ID)))
                        .map(JooqContender::address)
                        .toList());
    }

    private static PlainAddress address(Record row) {
        return new PlainAddress(
                row.get(E.EMAIL_ADDRESS),
                row.get(E.NORMALIZED_EMAIL_ADDRESS),
                row.get(E.PRIMARY),
                row.get(E.CONFIRMED),
                row.get(E.INSTITUTION_MANAGED),
                row.get(E.INSTITUTION_ID),
                row.get(E.CONFIRMED_AT) == null ? null : row.get(E.CONFIRMED_AT).toInstant(),
                row.get(E.CREATED_AT).toInstant());
    }

    @Override
    public Object primaryEmail(UserId id) {
        return jooq.select(E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS)
                .from(E)
                .where(E.USER_ID.eq(id.value()))
                .and(E.PRIMARY)
                .fetchOptional(row -> new PlainEmail(row.value1(), row.value2()));
    }

    @Override
    public Object pageAfter(UserId last, int size) {
        Table<Record1<Long>> page = select(USERS.ID)
                .from(USERS)
                .where(USERS.ID.gt(last.value()))
                .orderBy(USERS.ID)
                .limit(size)
                .asTable("page");
        UserEmailAddresses p = USER_EMAIL_ADDRESSES.as("p");
        UserEmailAddresses m = USER_EMAIL_ADDRESSES.as("m");
        return jooq.select(
                        page.field(USERS.ID),
                        p.EMAIL_ADDRESS,
                        p.NORMALIZED_EMAIL_ADDRESS,
                        m.EMAIL_ADDRESS,
                        m.NORMALIZED_EMAIL_ADDRESS)
                .from(page)
                .leftJoin(p)
                .on(p.USER_ID.eq(page.field(USERS.ID)).and(p.PRIMARY))
                .leftJoin(m)
                .on(m.USER_ID.eq(page.field(USERS.ID)).and(m.INSTITUTION_MANAGED))
                .orderBy(page.field(USERS.ID))
                .fetch(row -> new PlainEmails(
                        row.value1(), email(row.value2(), row.value3()), email(row.value4(), row.value5())));
    }

    private static @Nullable PlainEmail email(@Nullable String address, String normalized) {
        return address == null ? null : new PlainEmail(address, normalized);
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) {
        String[] keys = addresses.stream().map(EmailAddress::normalized).toArray(String[]::new);
        Map<String, PlainUser> users = new HashMap<>();
        jooq.select(COLUMNS)
                .select(E.USER_ID, CLAIM.NORMALIZED_EMAIL_ADDRESS)
                .from(CLAIM)
                .join(E)
                .on(E.USER_ID.eq(CLAIM.USER_ID))
                .where(CLAIM.NORMALIZED_EMAIL_ADDRESS.eq(DSL.any(keys)))
                .and(condition(CLAIM.CONFIRMED).or(CLAIM.INSTITUTION_MANAGED))
                .fetchGroups(CLAIM.NORMALIZED_EMAIL_ADDRESS)
                .forEach((address, rows) -> users.put(address, user(rows.get(0).get(E.USER_ID), rows)));
        return users;
    }

    @Override
    public Object primaryEmails(List<UserId> ids) {
        Long[] keys = ids.stream().map(UserId::value).toArray(Long[]::new);
        return jooq.select(E.USER_ID, E.EMAIL_ADDRESS, E.NORMALIZED_EMAIL_ADDRESS)
                .from(E)
                .where(E.USER_ID.eq(DSL.any(keys)))
                .and(E.PRIMARY)
                .fetchMap(row -> row.value1(), row -> new PlainEmail(row.value2(), row.value3()));
    }

    @Override
    public Object register(EmailAddress address) {
        return jooq.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            Optional<Long> id = transaction
                    .insertInto(USERS)
                    .defaultValues()
                    .returningResult(USERS.ID)
                    .fetchOptional(Record1::value1);
            int rows = transaction
                    .insertInto(
                            USER_EMAIL_ADDRESSES,
                            USER_EMAIL_ADDRESSES.USER_ID,
                            USER_EMAIL_ADDRESSES.EMAIL_ADDRESS,
                            USER_EMAIL_ADDRESSES.NORMALIZED_EMAIL_ADDRESS,
                            USER_EMAIL_ADDRESSES.PRIMARY,
                            USER_EMAIL_ADDRESSES.CREATED_AT,
                            USER_EMAIL_ADDRESSES.UPDATED_AT)
                    .select(select(
                                    val(id.orElseThrow()),
                                    val(address.value()),
                                    val(address.normalized()),
                                    val(true),
                                    val(now()),
                                    val(now()))
                            .whereNotExists(selectOne()
                                    .from(CLAIM)
                                    .where(CLAIM.NORMALIZED_EMAIL_ADDRESS.eq(address.normalized()))
                                    .and(condition(CLAIM.CONFIRMED).or(CLAIM.INSTITUTION_MANAGED))))
                    .execute();
            if (rows == 0) {
                throw new AddressTakenException();
            }
            return id.orElseThrow();
        });
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) {
        return jooq.transactionResult(configuration -> {
            clearPrimary(configuration.dsl(), id);
            return configuration
                    .dsl()
                    .insertInto(USER_EMAIL_ADDRESSES)
                    .set(USER_EMAIL_ADDRESSES.USER_ID, id.value())
                    .set(USER_EMAIL_ADDRESSES.EMAIL_ADDRESS, address.value())
                    .set(USER_EMAIL_ADDRESSES.NORMALIZED_EMAIL_ADDRESS, address.normalized())
                    .set(USER_EMAIL_ADDRESSES.PRIMARY, true)
                    .set(USER_EMAIL_ADDRESSES.INSTITUTION_MANAGED, true)
                    .set(USER_EMAIL_ADDRESSES.INSTITUTION_ID, institution.value())
                    .set(USER_EMAIL_ADDRESSES.CREATED_AT, now())
                    .set(USER_EMAIL_ADDRESSES.UPDATED_AT, now())
                    .execute();
        });
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) {
        return jooq.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            Optional<Long> row = transaction
                    .select(E.ID)
                    .from(E)
                    .where(E.USER_ID.eq(id.value()))
                    .and(E.NORMALIZED_EMAIL_ADDRESS.eq(address.normalized()))
                    .andNot(E.CONFIRMED)
                    .forUpdate()
                    .fetchOptional(Record1::value1);
            return transaction
                    .update(USER_EMAIL_ADDRESSES)
                    .set(USER_EMAIL_ADDRESSES.CONFIRMED, true)
                    .set(USER_EMAIL_ADDRESSES.CONFIRMED_AT, now())
                    .set(USER_EMAIL_ADDRESSES.UPDATED_AT, now())
                    .where(USER_EMAIL_ADDRESSES.ID.eq(row.orElseThrow()))
                    .execute();
        });
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) {
        return jooq.transactionResult(configuration -> {
            clearPrimary(configuration.dsl(), id);
            return configuration
                    .dsl()
                    .insertInto(USER_EMAIL_ADDRESSES)
                    .set(USER_EMAIL_ADDRESSES.USER_ID, id.value())
                    .set(USER_EMAIL_ADDRESSES.EMAIL_ADDRESS, address.value())
                    .set(USER_EMAIL_ADDRESSES.NORMALIZED_EMAIL_ADDRESS, address.normalized())
                    .set(USER_EMAIL_ADDRESSES.PRIMARY, true)
                    .set(USER_EMAIL_ADDRESSES.CONFIRMED, true)
                    .set(USER_EMAIL_ADDRESSES.CONFIRMED_AT, now())
                    .set(USER_EMAIL_ADDRESSES.CREATED_AT, now())
                    .set(USER_EMAIL_ADDRESSES.UPDATED_AT, now())
                    .execute();
        });
    }

    private void clearPrimary(DSLContext transaction, UserId id) {
        transaction
                .update(USER_EMAIL_ADDRESSES)
                .set(USER_EMAIL_ADDRESSES.PRIMARY, false)
                .set(USER_EMAIL_ADDRESSES.UPDATED_AT, now())
                .where(USER_EMAIL_ADDRESSES.USER_ID.eq(id.value()))
                .and(USER_EMAIL_ADDRESSES.PRIMARY)
                .execute();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() {}
}
