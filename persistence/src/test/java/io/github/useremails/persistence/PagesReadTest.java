package io.github.useremails.persistence;

import static io.github.useremails.persistence.Rosters.NORTHFIELD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.RosterReport;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * With four times the rows, work reads four times as much, whatever the planner was told of the tables. A plan that
 * depends on it reads sixteen times as much.
 */
@Tag("slow")
class PagesReadTest {

    private static final int FEW = 500;
    private static final int TIMES = 4;

    /** What the planner was told of tables that are full, or are being filled. */
    enum Statistics {
        NONE("relpages = 0, reltuples = -1"),
        FROM_WHEN_THEY_WERE_EMPTY("relpages = 0, reltuples = 0"),
        FROM_WHEN_THEIR_ROWS_WERE_NOT_COMMITTED("relpages = 1000, reltuples = 0"),
        TRUE("");

        private final String told;

        Statistics(String told) {
            this.told = told;
        }

        void tell(Connection connection) throws SQLException {
            if (this == TRUE) {
                execute(connection, "vacuum (analyze)");
            } else {
                execute(connection, """
                        delete from pg_statistic where starelid >= 16384;
                        update pg_class
                           set %s
                         where relkind in ('r', 'i')
                           and relnamespace = 'public'::regnamespace
                        """.formatted(told));
            }
        }
    }

    /** Before its statistics, and so not counted. */
    private record Task(String preparation, ReadBlocks.Work work) {}

    @ParameterizedTest
    @EnumSource
    void whatIsReadGrowsWithTheWork(Statistics statistics) throws SQLException {
        Map<String, ReadBlocks> few = readWith(statistics, FEW);
        Map<String, ReadBlocks> many = readWith(statistics, FEW * TIMES);

        Map<String, List<ReadBlocks>> outOfProportion = new TreeMap<>();
        many.forEach((task, read) -> {
            ReadBlocks less = few.getOrDefault(task, read);
            if (!read.isInProportionTo(less, TIMES)) {
                outOfProportion.put(task, List.of(less, read));
            }
        });
        assertThat(outOfProportion).isEmpty();
    }

    private static Map<String, ReadBlocks> readWith(Statistics statistics, int users) throws SQLException {
        Map<String, ReadBlocks> read = new LinkedHashMap<>();
        try (Database database = Databases.shared().preparedBy("the move begins", PagesReadTest::prepare)) {
            for (Map.Entry<String, Task> task : tasks(statistics, users).entrySet()) {
                // A session of its own: plans that were made before do not count.
                try (Connection connection = database.directDataSource().getConnection()) {
                    execute(connection, task.getValue().preparation().replace(":users", String.valueOf(users)));
                    statistics.tell(connection);
                    read.put(
                            task.getKey(),
                            ReadBlocks.during(connection, task.getValue().work()));
                }
            }
        }
        return read;
    }

    /** Each goes on from where the last one ended. */
    private static Map<String, Task> tasks(Statistics statistics, int users) {
        Map<String, Task> tasks = new LinkedHashMap<>();
        tasks.put("backfill", new Task("""
                set session_replication_role = replica;
                insert into users select i, 'user' || i || '@northfield.example' from generate_series(1, :users) i;
                set session_replication_role = origin;
                update user_email_move set started_at = null, finished_at = null
                """, sql(inBatches("copy_legacy_email_addresses(20) = 0"))));
        tasks.put("problems", new Task("select 1", sql("select * from user_email_move_problems()")));
        tasks.put("fill", new Task("""
                set session_replication_role = replica;
                update users set email_address = null;
                set session_replication_role = origin;
                update user_email_move
                   set from_addresses = true, cursor_id = null, started_at = null, finished_at = null
                """, sql(inBatches("copy_legacy_email_addresses(20) = 0"))));
        tasks.put("conflicts", new Task("""
                set session_replication_role = replica;
                insert into users
                select 10000 + i, 'late' || i || '@northfield.example' from generate_series(1, :users) i;
                insert into user_email_legacy_conflicts (user_id, normalized_email_address, reason, detected_at)
                select 10000 + i, 'late' || i || '@northfield.example', 'is_being_changed', now()
                  from generate_series(1, :users) i;
                set session_replication_role = origin
                """, sql("select retry_legacy_conflicts(1000000)")));
        // Their statements are planned with the settings of the application.
        if (statistics != Statistics.FROM_WHEN_THEIR_ROWS_WERE_NOT_COMMITTED) {
            tasks.put("bulk lookups", new Task("select 1", connection -> lookUp(users(connection), users)));
        }
        tasks.put("plan of a roster", new Task("select 1", connection -> {
            RosterReport unused = users(connection).rosters().plan(NORTHFIELD, roster(users, 0));
        }));
        tasks.put("first roster", new Task("select 1", connection -> synchronize(connection, roster(users, 0))));
        tasks.put("next roster", new Task("select 1", connection -> synchronize(connection, roster(users, users / 2))));
        // Fewer, since each costs more; in one circle, and so in one transaction.
        tasks.put(
                "exchange of a roster",
                new Task("select 1", connection -> synchronize(connection, exchange(users, users / 2, users / 5))));
        // Many times what a claim looks at, which is less at the end only.
        tasks.put("outbox", new Task("""
                insert into user_email_outbox (user_id, kind, email_address, created_at)
                select i, 'confirmed', 'user' || i || '@northfield.example', now() from generate_series(1, 4 * :users) i
                """, PagesReadTest::deliver));
        tasks.put("outbox behind one user", new Task("""
                insert into user_email_outbox (user_id, kind)
                select case when i <= 20 * :users then 0 else i end, 'erased' from generate_series(1, 20 * :users + 100) i
                """, PagesReadTest::claimOnce));
        tasks.put(
                "erase",
                new Task(
                        "select 1",
                        sql("select erase_user_email_addresses(i) from generate_series(1, " + users / 5 + ") i")));
        return tasks;
    }

    private static String inBatches(String isDone) {
        return "do $$ begin loop exit when " + isDone + "; commit; end loop; end $$";
    }

    private static ReadBlocks.Work sql(String sql) {
        return connection -> execute(connection, sql);
    }

    private static PostgresUserEmails users(Connection connection) {
        return PostgresUserEmails.over(onlyOne(connection));
    }

    private static DataSource onlyOne(Connection connection) {
        return new SingleConnectionDataSource(connection, true);
    }

    private static void lookUp(PostgresUserEmails emails, int number) {
        List<UserId> ids =
                LongStream.rangeClosed(1, number).mapToObj(UserId::new).toList();
        List<EmailAddress> addresses = LongStream.rangeClosed(1, number)
                .mapToObj(PagesReadTest::address)
                .toList();
        assertThat(emails.users().findAll(ids)).hasSize(number);
        assertThat(emails.users().primaryEmails(ids)).hasSize(number);
        assertThat(emails.users().withEmails(addresses)).hasSize(number);
    }

    private static List<RosterLine> roster(int users, int leavers) {
        return LongStream.rangeClosed(1 + leavers, users)
                .mapToObj(user -> new RosterLine("member" + user, address(user)))
                .toList();
    }

    /** The roster without the leavers, and the first of the others give their addresses round. */
    private static List<RosterLine> exchange(int users, int leavers, int people) {
        return LongStream.rangeClosed(1 + leavers, users)
                .mapToObj(user -> new RosterLine(
                        "member" + user,
                        address(user < leavers + people ? user + 1 : user == leavers + people ? 1 + leavers : user)))
                .toList();
    }

    private static void synchronize(Connection connection, List<RosterLine> roster) {
        users(connection).rosters().synchronize(NORTHFIELD, roster, RosterLimits.everybody());
    }

    private static void deliver(Connection connection) {
        EventOutbox outbox = PostgresUserEmails.builder(onlyOne(connection))
                .recordEvents()
                .build()
                .outbox();
        List<OutboxMessage> messages = outbox.claim(100, Duration.ofMinutes(5));
        while (!messages.isEmpty()) {
            messages.forEach(outbox::acknowledge);
            messages = outbox.claim(100, Duration.ofMinutes(5));
        }
    }

    private static void claimOnce(Connection connection) {
        EventOutbox outbox = PostgresUserEmails.builder(onlyOne(connection))
                .recordEvents()
                .build()
                .outbox();
        assertThat(outbox.claim(50, Duration.ofMinutes(5))).hasSize(50);
        assertThat(outbox.claim(100, Duration.ofMinutes(5))).hasSize(51);
    }

    private static EmailAddress address(long user) {
        return EmailAddress.parse("user" + user + "@northfield.example");
    }

    private static void prepare(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            execute(connection, "create table users (id bigint primary key, email_address text)");
            Migrations.of(dataSource).migrate();
            execute(connection, """
                    do $$
                    declare
                      t regclass;
                    begin
                      for t in select c.oid from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace loop
                        execute format('alter table %s set (autovacuum_enabled = off)', t);
                      end loop;
                    end
                    $$
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
