package io.github.useremails.persistence;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * Databases with as many users as a test asks for, each with two addresses: a confirmed one, which is primary, and one
 * that an institution manages for every third and that the others merely entered.
 */
final class ManyUsers {

    /** So many that a plan which reads a whole table, or hashes it, is worse than one that does not. */
    static final int MANY = 60_000;

    private ManyUsers() {}

    static PostgresDatabase of(int users) {
        return PostgresDatabase.preparedBy(users + " users", dataSource -> prepare(dataSource, users));
    }

    static EmailAddress confirmedAddress(long user) {
        return EmailAddress.parse("user" + user + "@school.example");
    }

    static EmailAddress secondAddress(long user) {
        return EmailAddress.parse("user" + user + "@mail.example");
    }

    static List<EmailAddress> confirmedAddresses(int users) {
        return LongStream.rangeClosed(1, users)
                .mapToObj(ManyUsers::confirmedAddress)
                .toList();
    }

    static List<UserId> ids(int users) {
        return LongStream.rangeClosed(1, users).mapToObj(UserId::new).toList();
    }

    private static void prepare(DataSource dataSource, int users) {
        Migrations.of(dataSource).withRoles().migrate();
        try (Connection connection = dataSource.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into users (id) overriding system value select generate_series(1, " + users + ")");
            statement.execute("select setval(pg_get_serial_sequence('users', 'id'), " + users + ")");
            statement.execute("""
                    insert into user_email_addresses as e
                           (user_id, email_address, normalized_email_address, "primary", confirmed,
                            institution_managed, institution_id, confirmed_at)
                    select i,
                           'user' || i || a.domain,
                           'user' || i || a.domain,
                           a.number = 1,
                           a.number = 1,
                           a.number = 2 and mod(i, 3) = 0,
                           case when a.number = 2 and mod(i, 3) = 0 then mod(i, 100) + 1 end,
                           case when a.number = 1 then now() end
                      from generate_series(1, %d) as i
                     cross join (values (1, '@school.example'), (2, '@mail.example')) as a (number, domain)
                     order by i,
                              a.number
                    """.formatted(users));
            statement.execute("vacuum (analyze)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
