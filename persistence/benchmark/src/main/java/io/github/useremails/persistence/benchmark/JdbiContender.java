package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultSetScanner;

/** Jdbi with the hand-written SQL. */
final class JdbiContender implements Contender {

    private static final ResultSetScanner<Optional<PlainUser>> ONE_USER = (rows, context) -> oneUser(rows.get());

    private final Jdbi jdbi;
    private final InstantSource clock;

    JdbiContender(DataSource dataSource, InstantSource clock) {
        jdbi = Jdbi.create(dataSource);
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "bigint");
        this.clock = clock;
    }

    @Override
    public Object withEmail(EmailAddress address) {
        return jdbi.withHandle(handle ->
                handle.createQuery(Sql.WITH_EMAIL).bind(0, address.normalized()).scanResultSet(ONE_USER));
    }

    @Override
    public Object find(UserId id) {
        return jdbi.withHandle(
                handle -> handle.createQuery(Sql.FIND).bind(0, id.value()).scanResultSet(ONE_USER));
    }

    private static Optional<PlainUser> oneUser(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        PlainRows user = new PlainRows(PlainRows.userOf(rows));
        do {
            user.add(rows);
        } while (rows.next());
        return Optional.of(user.user());
    }

    @Override
    public Object primaryEmail(UserId id) {
        return jdbi.withHandle(handle -> handle.createQuery(Sql.PRIMARY_EMAIL)
                .bind(0, id.value())
                .map((row, context) -> new PlainEmail(row.getString(1), row.getString(2)))
                .findOne());
    }

    @Override
    public Object pageAfter(UserId last, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(Sql.PAGE)
                .bind(0, last.value())
                .bind(1, size)
                .map((row, context) ->
                        new PlainEmails(row.getLong(1), PlainRows.email(row, 2), PlainRows.email(row, 4)))
                .list());
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) {
        String[] keys = addresses.stream().map(EmailAddress::normalized).toArray(String[]::new);
        return jdbi.withHandle(handle -> handle.createQuery(Sql.WITH_EMAILS)
                .bindArray(0, String.class, (Object[]) keys)
                .scanResultSet((rows, context) -> JdbcContender.usersByAddress(rows.get(), keys.length)));
    }

    @Override
    public Object primaryEmails(List<UserId> ids) {
        Long[] keys = ids.stream().map(UserId::value).toArray(Long[]::new);
        return jdbi.withHandle(handle -> handle.createQuery(Sql.PRIMARY_EMAILS)
                .bindArray(0, Long.class, (Object[]) keys)
                .scanResultSet((rows, context) -> emails(rows.get(), keys.length)));
    }

    private static Map<Long, PlainEmail> emails(ResultSet rows, int expected) throws SQLException {
        Map<Long, PlainEmail> emails = new HashMap<>(2 * expected);
        while (rows.next()) {
            emails.put(rows.getLong(1), new PlainEmail(rows.getString(2), rows.getString(3)));
        }
        return emails;
    }

    @Override
    public Object register(EmailAddress address) {
        return jdbi.inTransaction(handle -> {
            long id = handle.createQuery(Sql.INSERT_USER).mapTo(long.class).one();
            int rows = handle.execute(
                    Sql.INSERT_FIRST_ADDRESS,
                    id,
                    address.value(),
                    address.normalized(),
                    now(),
                    now(),
                    address.normalized());
            if (rows == 0) {
                throw new AddressTakenException();
            }
            return id;
        });
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) {
        return jdbi.inTransaction(handle -> {
            clearPrimary(handle, id);
            return handle.execute(
                    Sql.INSERT_MANAGED_PRIMARY,
                    id.value(),
                    address.value(),
                    address.normalized(),
                    institution.value(),
                    now(),
                    now());
        });
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) {
        return jdbi.inTransaction(handle -> {
            long row = handle.createQuery(Sql.LOCK_ENTERED)
                    .bind(0, id.value())
                    .bind(1, address.normalized())
                    .mapTo(long.class)
                    .one();
            return handle.execute(Sql.CONFIRM, now(), now(), row);
        });
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) {
        return jdbi.inTransaction(handle -> {
            clearPrimary(handle, id);
            return handle.execute(
                    Sql.INSERT_CONFIRMED_PRIMARY,
                    id.value(),
                    address.value(),
                    address.normalized(),
                    now(),
                    now(),
                    now());
        });
    }

    private void clearPrimary(Handle handle, UserId id) {
        handle.execute(Sql.CLEAR_PRIMARY, now(), id.value());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Override
    public void close() {}
}
