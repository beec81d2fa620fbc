package io.github.useremails.move;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * An old release: it knows the column and nothing else, and writes it in every way that there is. PostgreSQL copies into no
 * table whose policies bind the role, so the loader is another role.
 */
record OldRelease(DataSource dataSource, DataSource loader, Share share, WriteJournal journal) implements Writer {

    private static final String UPSERT =
            "insert into users (id, email_address) overriding system value values (?, '%s')"
                    + " on conflict (id) do update set email_address = excluded.email_address";

    private static final String MERGE =
            "merge into users u using (values (?::bigint, '%s')) as s (id, address) on u.id = s.id"
                    + " when matched then update set email_address = s.address"
                    + " when not matched then insert (id, email_address) overriding system value values (s.id, s.address)";

    private static final int CONTESTED_ADDRESSES = 20;

    @Override
    public void write() throws SQLException, IOException {
        long user = share.next();
        String address = share.address();
        read(user);
        switch (share.random().nextInt(10)) {
            case 0 -> run("update users set email_address = null where id = ?", user, WriteJournal.NONE);
            case 1 -> run("delete from users where id = ?", user, WriteJournal.NONE);
            case 2 -> swap(user, address);
            case 3 -> runOnly("update users set name = 'changed' where id = ?", user);
            case 4 -> copy(user, address);
            case 5 -> run(MERGE.formatted(address), user, address);
            case 6 -> contest(user);
            default -> run(UPSERT.formatted(address), user, address);
        }
    }

    private void read(long user) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select email_address from users where id = ?")) {
            statement.setLong(1, user);
            try (ResultSet rows = statement.executeQuery()) {
                String value = rows.next() ? rows.getString(1) : null;
                journal.read("an old release", user, value == null ? WriteJournal.NONE : value);
            }
        }
    }

    /** Two users exchange their addresses in one statement. */
    private void swap(long one, String address) throws SQLException {
        long other = share.next();
        if (one == other) {
            return;
        }
        String second = share.address();
        run(UPSERT.formatted(address), one, address);
        run(UPSERT.formatted(second), other, second);
        runOnly(
                "update users set email_address = case id when " + one + " then '" + second + "' else '" + address
                        + "' end where id in (?, " + other + ")",
                one);
        journal.acknowledged(one, second);
        journal.acknowledged(other, address);
    }

    private void copy(long user, String address) throws SQLException, IOException {
        run("delete from users where id = ?", user, WriteJournal.NONE);
        long begin = System.nanoTime();
        try (Connection connection = loader.getConnection()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy users (id, email_address) from stdin",
                            new StringReader(user + "\t" + address + "\n"));
        }
        journal.took(System.nanoTime() - begin);
        journal.acknowledged(user, address);
    }

    /** An address that other threads give to their users at the same time. */
    private void contest(long user) throws SQLException {
        String address = "Contested" + share.random().nextInt(CONTESTED_ADDRESSES) + "@mail.example";
        runOnly(UPSERT.formatted(address), user);
        journal.acknowledgedAsContested(user, address);
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
