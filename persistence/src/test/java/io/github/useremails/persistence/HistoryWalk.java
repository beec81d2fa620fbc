package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.UserEmailException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Changes users at random, by the library and by SQL, in transactions that overlap. */
final class HistoryWalk {

    private static final int USERS = 8;
    private static final int TRANSACTIONS = 3;

    private final Database database;
    private final boolean duringTheMove;
    private final Random random;
    private final List<Transaction> open = new ArrayList<>();
    private final List<Long> users = new ArrayList<>();
    private int addresses;

    HistoryWalk(Database database, boolean duringTheMove, Random random) {
        this.database = database;
        this.duringTheMove = duringTheMove;
        this.random = random;
    }

    /** With the users that it has changed, and that nobody else may change until its end. */
    private record Transaction(Connection connection, PostgresUserEmails library, Set<Long> locked, Set<Long> erased) {}

    void run(int steps, String description) throws SQLException {
        try (Connection reader = database.dataSource().getConnection();
                Connection alone = database.dataSource().getConnection()) {
            PrimaryReadings readings = new PrimaryReadings(reader);
            for (int i = 0; i < USERS; i++) {
                users.add(id(alone, "insert into users default values returning id"));
            }
            readings.read();
            for (int step = 0; step < steps; step++) {
                takeStep(alone, readings);
                readings.read();
            }
            while (!open.isEmpty()) {
                end(open.get(0), readings);
                readings.read();
            }

            readings.assertHistoryAgrees(description);
            assertThat(database.query("select i.rule, i.user_id from user_email_inconsistencies i"))
                    .as(description)
                    .isEmpty();
        }
    }

    private void takeStep(Connection alone, PrimaryReadings readings) throws SQLException {
        int step = random.nextInt(12);
        if (step == 0 && open.size() < TRANSACTIONS) {
            begin();
        } else if (step == 1 && !open.isEmpty()) {
            end(open.get(random.nextInt(open.size())), readings);
        } else if (step == 2 && random.nextInt(3) == 0) {
            expire(alone, readings);
        } else if (step <= 6 && !open.isEmpty()) {
            Transaction transaction = open.get(random.nextInt(open.size()));
            changeWithin(transaction);
        } else {
            Transaction own = new Transaction(
                    alone, PostgresUserEmails.over(database.dataSource()), new HashSet<>(), new HashSet<>());
            change(own);
            readings.forget(own.erased());
        }
    }

    private void begin() throws SQLException {
        Connection connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        execute(connection, "select now()");
        PostgresUserEmails joining = PostgresUserEmails.joining(
                DSL.using(connection, SQLDialect.POSTGRES).configuration());
        open.add(new Transaction(connection, joining, new HashSet<>(), new HashSet<>()));
    }

    private void end(Transaction transaction, PrimaryReadings readings) throws SQLException {
        if (random.nextInt(4) == 0) {
            transaction.connection().rollback();
        } else {
            if (random.nextInt(4) == 0) {
                execute(transaction.connection(), "set constraints all immediate");
            }
            transaction.connection().commit();
            readings.forget(transaction.erased());
        }
        transaction.connection().close();
        open.remove(transaction);
    }

    private void changeWithin(Transaction transaction) throws SQLException {
        if (random.nextInt(4) == 0) {
            Set<Long> erased = new HashSet<>(transaction.erased());
            execute(transaction.connection(), "savepoint before");
            change(transaction);
            execute(transaction.connection(), "rollback to savepoint before");
            transaction.erased().retainAll(erased);
        } else {
            change(transaction);
        }
    }

    /** Forgets what is older than a moment that was read; what was read since then is still answered. */
    private void expire(Connection alone, PrimaryReadings readings) throws SQLException {
        long moment = readings.forgetBefore(random.nextDouble());
        String expire = "select expire_user_email_address_history(timestamptz 'epoch' + " + moment
                + " * interval '1 microsecond', " + (1 + random.nextInt(20)) + ")";
        try {
            while (id(alone, expire) > 0) {
                // As long as there is something to forget.
            }
        } catch (SQLException e) {
            // An open transaction merges or erases whose history it is.
            assertThat(e.getSQLState()).isEqualTo("55P03");
        }
    }

    private void change(Transaction transaction) throws SQLException {
        long id = users.get(random.nextInt(users.size()));
        long other = users.get(random.nextInt(users.size()));
        if (isLocked(id, transaction) || isLocked(other, transaction)) {
            return;
        }
        transaction.locked().add(id);
        try {
            if (random.nextInt(12) == 0 && id != other) {
                transaction.locked().add(other);
                merge(transaction.library(), id, other);
            } else if (random.nextInt(25) == 0) {
                transaction.library().users().erase(new UserId(id));
                // And what this user was before a merge.
                transaction.erased().addAll(users);
            } else if (random.nextInt(3) == 0) {
                changeBySql(transaction.connection(), id);
            } else {
                changeByLibrary(transaction.library(), new UserId(id));
            }
        } catch (UserEmailException refused) {
            // A rule of the domain, before anything was written.
        }
    }

    private void merge(PostgresUserEmails library, long from, long into) {
        // Until the contract a user has one address.
        if (!duringTheMove || primary(library, from) == null || primary(library, into) == null) {
            library.users().merge(new UserId(from), new UserId(into));
        }
    }

    private static @Nullable EmailAddress primary(PostgresUserEmails library, long id) {
        return library.users().primaryEmail(new UserId(id)).orElse(null);
    }

    private void changeByLibrary(PostgresUserEmails library, UserId id) {
        EmailAddress fresh = fresh();
        if (duringTheMove) {
            library.users()
                    .update(
                            id,
                            (user, now) -> user.primaryEmail()
                                    .map(user::removeEmail)
                                    .filter(emptied -> random.nextBoolean())
                                    .orElse(new User(id, List.of()))
                                    .addEmail(fresh, now));
            return;
        }
        List<UserEmailAddress> own = library.users().find(id).orElseThrow().emailAddresses();
        EmailAddress one =
                own.isEmpty() ? fresh : own.get(random.nextInt(own.size())).address();
        switch (random.nextInt(5)) {
            case 0 -> library.users().update(id, (user, now) -> user.addEmail(fresh, now));
            case 1 -> library.users().update(id, (user, now) -> user.confirmEmail(one, now));
            case 2 ->
                library.users()
                        .update(id, (user, now) -> user.confirmEmail(one, now).makePrimary(one));
            case 3 -> library.users().update(id, (user, now) -> user.removeEmail(one));
            default -> library.confirmations().revoke(id, one, RevocationReason.BOUNCED);
        }
    }

    private void changeBySql(Connection connection, long id) throws SQLException {
        execute(connection, "select from users where id = " + id + " for no key update");
        EmailAddress fresh = fresh();
        String written =
                "email_address = '" + fresh.value() + "', normalized_email_address = '" + fresh.normalized() + "'";
        if (duringTheMove && random.nextBoolean()) {
            String legacy = random.nextInt(4) == 0 ? "null" : "'" + fresh.value() + "'";
            execute(connection, "update users set email_address = " + legacy + " where id = " + id);
        } else if (random.nextBoolean()) {
            execute(
                    connection,
                    "update user_email_addresses set " + written + " where user_id = " + id + " and \"primary\"");
        } else if (random.nextBoolean()) {
            execute(connection, "delete from user_email_addresses where user_id = " + id);
        } else {
            execute(
                    connection,
                    "with gone as (delete from user_email_addresses where user_id = " + id
                            + " and \"primary\" returning id) insert into user_email_addresses (user_id, email_address,"
                            + " normalized_email_address, \"primary\") select " + id + ", '" + fresh.value() + "', '"
                            + fresh.normalized() + "', true from gone");
        }
    }

    private boolean isLocked(long id, Transaction except) {
        return open.stream()
                .anyMatch(transaction ->
                        !transaction.equals(except) && transaction.locked().contains(id));
    }

    /** Nobody waits for the address of another transaction. */
    private EmailAddress fresh() {
        return EmailAddress.parse("User" + ++addresses + "@Mail.example");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long id(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
