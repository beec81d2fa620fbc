package io.github.useremails.move;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.JooqUsers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * A release of the application, in one thread. Its users are written by nobody else, so that the journal is exact; they
 * lie between those of the other threads, so that all of them meet the backfill everywhere.
 */
sealed interface Writer {

    /** Writes once. */
    void write() throws SQLException;

    /** Which users are a thread's own. */
    record Share(int number, int threads, long users, Random random) {

        long next() {
            return random.nextLong(users / threads) * threads + number + 1;
        }

        String address() {
            return "w" + number + "." + random.nextLong(Long.MAX_VALUE) + "@mail.example";
        }
    }

    /** An old release: it knows the column and nothing else. */
    record Legacy(DataSource dataSource, Share share, WriteJournal journal) implements Writer {

        @Override
        public void write() throws SQLException {
            long user = share.next();
            String address = share.address();
            switch (share.random().nextInt(8)) {
                case 0 -> run("update users set email_address = null where id = ?", user, WriteJournal.NONE);
                case 1 -> run("delete from users where id = ?", user, WriteJournal.NONE);
                case 2 -> swap(user, address);
                case 3 -> runOnly("update users set name = 'changed' where id = ?", user);
                default ->
                    run(
                            "insert into users (id, email_address) overriding system value values (?, '" + address
                                    + "') on conflict (id) do update set email_address = excluded.email_address",
                            user,
                            address);
            }
        }

        /** Two users exchange their addresses in one statement. */
        private void swap(long one, String address) throws SQLException {
            long other = share.next();
            if (one == other) {
                return;
            }
            String second = share.address();
            run(upsert(address), one, address);
            run(upsert(second), other, second);
            runOnly(
                    "update users set email_address = case id when " + one + " then '" + second + "' else '" + address
                            + "' end where id in (?, " + other + ")",
                    one);
            journal.acknowledged(one, second);
            journal.acknowledged(other, address);
        }

        private static String upsert(String address) {
            return "insert into users (id, email_address) overriding system value values (?, '" + address
                    + "') on conflict (id) do update set email_address = excluded.email_address";
        }

        private void run(String sql, long user, String value) throws SQLException {
            runOnly(sql, user);
            journal.acknowledged(user, value);
        }

        private void runOnly(String sql, long user) throws SQLException {
            long begin = System.nanoTime();
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, user);
                statement.execute();
            }
            journal.took(System.nanoTime() - begin);
        }
    }

    /** A new release: it reads and writes with the library. */
    record New(JooqUsers users, Share share, WriteJournal journal) implements Writer {

        @Override
        public void write() {
            UserId id = new UserId(share.next());
            long begin = System.nanoTime();
            Optional<User> before = users.find(id);
            if (before.isPresent()) {
                replace(id);
            }
            journal.took(System.nanoTime() - begin);
        }

        private void replace(UserId id) {
            EmailAddress next = EmailAddress.parse(share.address());
            if (share.random().nextInt(10) == 0) {
                users.erase(id);
                journal.acknowledged(id.value(), WriteJournal.NONE);
                return;
            }
            users.update(id, (user, now) -> {
                List<EmailAddress> old =
                        user.emailAddresses().stream().map(e -> e.address()).toList();
                User changed = user.addEmail(next, now).confirmEmail(next, now).makePrimary(next);
                for (EmailAddress address : old) {
                    changed = changed.removeEmail(address);
                }
                return changed;
            });
            journal.acknowledged(id.value(), next.value());
        }
    }
}
