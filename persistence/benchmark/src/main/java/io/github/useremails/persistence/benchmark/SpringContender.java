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
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's templates, with the hand-written SQL. */
final class SpringContender implements Contender {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    SpringContender(DataSource dataSource, InstantSource clock) {
        jdbc = new JdbcTemplate(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.clock = clock;
    }

    @Override
    public Object withEmail(EmailAddress address) {
        return answer(jdbc.query(Sql.WITH_EMAIL, SpringContender::oneUser, address.normalized()));
    }

    @Override
    public Object find(UserId id) {
        return answer(jdbc.query(Sql.FIND, SpringContender::oneUser, id.value()));
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
        return jdbc
                .query(
                        Sql.PRIMARY_EMAIL,
                        (row, number) -> new PlainEmail(row.getString(1), row.getString(2)),
                        id.value())
                .stream()
                .findFirst();
    }

    @Override
    public Object pageAfter(UserId last, int size) {
        return jdbc.query(
                Sql.PAGE,
                (row, number) -> new PlainEmails(row.getLong(1), PlainRows.email(row, 2), PlainRows.email(row, 4)),
                last.value(),
                size);
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) {
        String[] keys = addresses.stream().map(EmailAddress::normalized).toArray(String[]::new);
        return answer(jdbc.query(
                Sql.WITH_EMAILS,
                parameters -> parameters.setArray(1, parameters.getConnection().createArrayOf("text", keys)),
                rows -> {
                    return JdbcContender.usersByAddress(rows, keys.length);
                }));
    }

    @Override
    public Object primaryEmails(List<UserId> ids) {
        Long[] keys = ids.stream().map(UserId::value).toArray(Long[]::new);
        Map<Long, PlainEmail> emails = new HashMap<>(2 * keys.length);
        jdbc.query(
                Sql.PRIMARY_EMAILS,
                parameters -> parameters.setArray(1, parameters.getConnection().createArrayOf("bigint", keys)),
                row -> {
                    emails.put(row.getLong(1), new PlainEmail(row.getString(2), row.getString(3)));
                });
        return emails;
    }

    @Override
    public Object register(EmailAddress address) {
        return answer(transaction.execute(status -> {
            Long id = answer(jdbc.queryForObject(Sql.INSERT_USER, Long.class));
            int rows = jdbc.update(
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
        }));
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) {
        return answer(transaction.execute(status -> {
            jdbc.update(Sql.CLEAR_PRIMARY, now(), id.value());
            return jdbc.update(
                    Sql.INSERT_MANAGED_PRIMARY,
                    id.value(),
                    address.value(),
                    address.normalized(),
                    institution.value(),
                    now(),
                    now());
        }));
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) {
        return answer(transaction.execute(status -> {
            Long row = jdbc.queryForObject(Sql.LOCK_ENTERED, Long.class, id.value(), address.normalized());
            return jdbc.update(Sql.CONFIRM, now(), now(), row);
        }));
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) {
        return answer(transaction.execute(status -> {
            jdbc.update(Sql.CLEAR_PRIMARY, now(), id.value());
            return jdbc.update(
                    Sql.INSERT_CONFIRMED_PRIMARY,
                    id.value(),
                    address.value(),
                    address.normalized(),
                    now(),
                    now(),
                    now());
        }));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static <T> T answer(@Nullable T answer) {
        return Objects.requireNonNull(answer, "the template gives what the callback returns");
    }

    @Override
    public void close() {}
}
