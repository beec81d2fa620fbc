package io.github.useremails.persistence.benchmark;

import io.github.useremails.migrations.Migrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The users of a {@link UserShape} in a database, and the way back to them after somebody has written. */
record UserData(DataSource dataSource, UserShape shape) {

    private static final long STEP = 100_000;

    /** By it a database is known to be ours, so that no other one is filled and cleared by mistake. */
    private static final String MARK = "user_emails_benchmark";

    private static final String USERS = """
            insert into users (id)
            overriding system value
            select i
              from generate_series(%1$d, %2$d) i
            """;

    /** Kind by kind: addresses come in the course of time, so those of a user lie on several pages. */
    private static final String ADDRESSES = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", confirmed, institution_managed,
              institution_id, confirmed_at, created_at, updated_at)
            select i,
                   address,
                   lower(address),
                   kind = 1,
                   confirmed,
                   kind = 2,
                   case when kind = 2 then i %% %3$d end,
                   case when confirmed then at + interval '1 hour' end,
                   at,
                   at
              from generate_series(%1$d, %2$d) i
             cross
              join lateral (
                     values (1, '%4$s', true, i %% 20 <> 3),
                            (2, 'school' || i %% %3$d || '.example', i %% 5 < 2, i %% 5 = 0),
                            (3, '%5$s', i %% 10 in (1, 4, 7), true),
                            (4, '%6$s', i %% 2 = 0, false)) as a (kind, domain, present, confirmed)
             cross
              join lateral (
                     values ('User' || to_hex((i * %7$d) & %8$d) || '@' || domain,
                             timestamptz '2026-01-01 00:00Z' - i %% 1000 * interval '1 hour')) as b (address, at)
             where present
             order by kind, i
            """;

    /** What no foreign key needs; all of it comes again, faster than row by row. */
    private static final String INDEXES = """
            select case when c.oid is null
                     then 'drop index ' || i.indexrelid::regclass
                     else 'alter table user_email_addresses drop constraint ' || quote_ident(c.conname)
                   end,
                   case when c.oid is null
                     then pg_get_indexdef(i.indexrelid)
                     else 'alter table user_email_addresses add constraint ' || quote_ident(c.conname) || ' '
                            || pg_get_constraintdef(c.oid)
                   end
              from pg_index i
              left
              join pg_constraint c
                on c.conindid = i.indexrelid
               and c.conrelid = i.indrelid
             where i.indrelid = 'user_email_addresses'::regclass
               and not i.indisprimary
            """;

    private static final String UNDO = """
            update user_email_addresses e
               set "primary" = split_part(e.normalized_email_address, '@', 2) = '%1$s',
                   confirmed = e.confirmed and split_part(e.normalized_email_address, '@', 2) <> '%2$s',
                   confirmed_at = case when split_part(e.normalized_email_address, '@', 2) <> '%2$s'
                                    then e.confirmed_at end,
                   updated_at = e.created_at
              from user_emails_benchmark mark
             where e.user_id in (select h.user_id from user_email_address_history h)
               and e.id <= mark.last_address;

            truncate user_email_address_history
            """.formatted(UserShape.PRIMARY_DOMAIN, UserShape.ENTERED_DOMAIN);

    private static final String REMOVE_ADDED = """
            delete
              from user_email_addresses e
             using user_emails_benchmark mark
             where e.id > mark.last_address;

            delete
              from users u
             using user_emails_benchmark mark
             where u.id > mark.users
            """;

    interface Progress {
        void loaded(long users);
    }

    /**
     * Makes the users, unless they are there already.
     *
     * @throws IllegalStateException if something else is in the database
     */
    void load(Progress progress) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            if (isLoaded(statement)) {
                restore();
                progress.loaded(shape.users());
                return;
            }
        }
        Migrations.of(dataSource).migrate();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            // Neither triggers nor foreign keys: all rows are known to be right.
            statement.execute("set session_replication_role = replica");
            fill(statement, progress);
            statement.execute("reset session_replication_role");
        }
    }

    private boolean isLoaded(Statement statement) throws SQLException {
        if (number(statement, "select count(*) from pg_tables where schemaname = 'public'") == 0) {
            return false;
        }
        if (number(statement, "select count(*) from pg_tables where tablename = '" + MARK + "'") == 0) {
            throw new IllegalStateException("the database has tables that are not the benchmark's: give an empty one");
        }
        long loaded = number(statement, "select coalesce(max(users), 0) from " + MARK);
        if (loaded != shape.users()) {
            throw new IllegalStateException("the database has " + loaded + " users of a benchmark and not "
                    + shape.users() + ": give an empty one");
        }
        return true;
    }

    private void fill(Statement statement, Progress progress) throws SQLException {
        statement.execute("create table " + MARK + " (users bigint, last_address bigint)");
        List<String> indexes = withoutIndexes(statement);
        for (long first = 1; first <= shape.users(); first += STEP) {
            long last = Math.min(shape.users(), first + STEP - 1);
            statement.execute(USERS.formatted(first, last));
            statement.execute(ADDRESSES.formatted(
                    first,
                    last,
                    UserShape.INSTITUTIONS,
                    UserShape.PRIMARY_DOMAIN,
                    UserShape.SECOND_DOMAIN,
                    UserShape.ENTERED_DOMAIN,
                    UserShape.SPREAD,
                    UserShape.NAMES));
            progress.loaded(last);
        }
        statement.execute("set maintenance_work_mem = '512MB'");
        for (String index : indexes) {
            statement.execute(index);
        }
        statement.execute("select setval(pg_get_serial_sequence('users', 'id'), " + shape.users() + ")");
        vacuum(statement);
        statement.execute("checkpoint");
        statement.execute("insert into " + MARK + " select " + shape.users() + ", max(id) from user_email_addresses");
    }

    private static List<String> withoutIndexes(Statement statement) throws SQLException {
        List<String> removals = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(INDEXES)) {
            while (rows.next()) {
                removals.add(rows.getString(1));
                additions.add(rows.getString(2));
            }
        }
        for (String removal : removals) {
            statement.execute(removal);
        }
        return additions;
    }

    /** Undoes what writers did since the users were loaded. The history tells which users they touched. */
    void restore() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "begin; set local session_replication_role = replica; " + REMOVE_ADDED + ";" + UNDO + "; commit");
        }
    }

    /** So that nobody finds the dead rows of who wrote before. */
    void vacuum() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            vacuum(statement);
        }
    }

    private static void vacuum(Statement statement) throws SQLException {
        statement.execute("vacuum (analyze) users");
        statement.execute("vacuum (analyze) user_email_addresses");
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
