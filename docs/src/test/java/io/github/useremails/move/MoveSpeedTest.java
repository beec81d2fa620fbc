package io.github.useremails.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import io.github.useremails.postgres.EmbeddedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Not a test that can fail: how fast the move is, technique beside technique, in one run. */
@EnabledIfSystemProperty(named = "move.speed.users", matches = "\\d+")
class MoveSpeedTest {

    private static final long USERS = Long.getLong("move.speed.users", 0);
    private static final int ROUNDS = Integer.getInteger("move.speed.rounds", 3);
    private static final int WRITES = 5_000;
    private static final int BATCH = 1_000;

    /** The limit: the same rows, the same indexes and triggers, in one statement. */
    private static final String ONE_STATEMENT = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", confirmed, institution_managed)
            select u.id, u.email_address, normalized_email_address(u.email_address), true, true, false
              from users u
             where u.email_address ~ '\\S'
            """;

    /** What tools do that know no more than a trigger for each row: every user is updated to what it was. */
    private static final String TOUCH = """
            create function touched() returns trigger language plpgsql as $$
            begin
              perform keep_legacy_email_address(new.id, true, false, false);
              return null;
            end $$;
            create trigger touched after update on users for each row execute function touched()
            """;

    // Other tests do not wait for the disk; applications do.
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private static EmbeddedServer server;

    @BeforeAll
    static void startAServerThatCommitsDurably() {
        server = EmbeddedServer.start(DURABLE);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private final List<Double> oneStatement = new ArrayList<>();
    private final List<Double> backfill = new ArrayList<>();
    private final List<Double> touch = new ArrayList<>();

    @Test
    void aBackfillBesideOneStatementAndBesideTouchingEachUser() throws Exception {
        long updated = 0;
        long touched = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Database database = usersThatAreNotCopied()) {
                oneStatement.add(seconds(() -> database.execute(ONE_STATEMENT)));
            }
            try (Database database = usersThatAreNotCopied()) {
                backfill.add(seconds(() -> database.execute("call backfill_user_email_addresses()")));
                updated += updates(database);
            }
            try (Database database = usersThatAreNotCopied()) {
                database.execute(TOUCH);
                touch.add(seconds(() -> touchAll(database)));
                touched += updates(database);
            }
        }
        assertThat(updated).as("rows of users that the backfill wrote").isZero();
        System.out.printf(
                "%,d users, median of %d rounds%n"
                        + "one insert ... select: %.1f s%n"
                        + "backfill: %.1f s, %.2f of its speed, 0 rows of users written%n"
                        + "touching each user, %d in a transaction: %.1f s, %.2f of its speed, %,d rows of users written%n",
                USERS,
                ROUNDS,
                median(oneStatement),
                median(backfill),
                median(oneStatement) / median(backfill),
                BATCH,
                median(touch),
                median(oneStatement) / median(touch),
                touched / ROUNDS);
    }

    @Test
    void writesWithForwardingBesideWritesWithout() throws Exception {
        List<Double> addresses = new ArrayList<>();
        List<Double> names = new ArrayList<>();
        try (Database without = users();
                Database with = users()) {
            Migrations.of(with.dataSource()).migrate();
            for (int round = 0; round < ROUNDS; round++) {
                addresses.add(ratio(
                        with, without, "update users set email_address = 'w' || ? || '@mail.example' where id = ?"));
                names.add(ratio(with, without, "update users set name = ? where id = ?"));
            }
        }
        System.out.printf(
                "an update with forwarding takes, times the update without, median of %d rounds of %,d%n"
                        + "of the column: %.2f%nof another column: %.2f%n",
                ROUNDS, WRITES, median(addresses), median(names));
    }

    /** The floor is the same rows in the same tables with their indexes, without a trigger, a check of a key or a look. */
    @Test
    void bulkStatementsWithForwardingBesideThoseWithoutAndByHand() throws Exception {
        List<Double> inserts = new ArrayList<>();
        List<Double> updates = new ArrayList<>();
        List<Double> insertFloor = new ArrayList<>();
        List<Double> updateFloor = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (Database without = noUsers();
                    Database with = noUsers();
                    Database byHand = noUsers()) {
                Migrations.of(with.dataSource()).migrate();
                Migrations.of(byHand.dataSource()).migrate();
                byHand.execute("alter table users disable trigger all;"
                        + " alter table user_email_addresses disable trigger all");

                double insert = seconds(() -> without.execute(INSERT));
                inserts.add(seconds(() -> with.execute(INSERT)) / insert);
                insertFloor.add(seconds(() -> byHand.execute(INSERT + ";" + INSERT_BY_HAND)) / insert);
                double update = seconds(() -> without.execute(UPDATE));
                updates.add(seconds(() -> with.execute(UPDATE)) / update);
                updateFloor.add(seconds(() -> byHand.execute(UPDATE + ";" + UPDATE_BY_HAND)) / update);
            }
        }
        System.out.printf(
                "one statement over %,d users takes, times the statement without forwarding, median of %d rounds%n"
                        + "insert: %.1f, by hand %.1f%nupdate: %.1f, by hand %.1f%n",
                USERS, ROUNDS, median(inserts), median(insertFloor), median(updates), median(updateFloor));
    }

    private static final String INSERT = "insert into users select i, 'name ' || i, 'User' || i || '@mail' || i % 1000"
            + " || '.example' from generate_series(1, " + USERS + ") as i";

    private static final String UPDATE = "update users set email_address = 'x' || email_address";

    private static final String INSERT_BY_HAND = """
            insert into user_email_addresses (
              user_id, email_address, normalized_email_address, "primary", confirmed)
            select u.id, u.email_address, lower(u.email_address collate "C"), true, true
              from users u;
            insert into user_email_address_history (
              user_id, user_email_address_id, email_address_after, primary_after, confirmed_after,
              institution_managed_after, changed_at, transaction_id, changed_by_role, application_name)
            select e.user_id, e.id, e.email_address, true, true, false, now(), pg_current_xact_id(), 'postgres', ''
              from user_email_addresses e
            """;

    private static final String UPDATE_BY_HAND = """
            update user_email_addresses as e
               set email_address = u.email_address,
                   normalized_email_address = lower(u.email_address collate "C"),
                   updated_at = now()
              from users u
             where u.id = e.user_id;
            insert into user_email_address_history (
              user_id, user_email_address_id, email_address_before, primary_before, confirmed_before,
              institution_managed_before, email_address_after, primary_after, confirmed_after,
              institution_managed_after, changed_at, transaction_id, changed_by_role, application_name)
            select e.user_id, e.id, e.email_address, true, true, false, e.email_address, true, true, false, now(),
                   pg_current_xact_id(), 'postgres', ''
              from user_email_addresses e
            """;

    private static Database noUsers() throws SQLException {
        Database database = Databases.on(server).create();
        database.execute("create table users (id bigint primary key, name text, email_address text)");
        return database;
    }

    private static double ratio(Database with, Database without, String update) throws Exception {
        double before = seconds(() -> write(without, update));
        return seconds(() -> write(with, update)) / before;
    }

    private static void write(Database database, String update) throws SQLException {
        Random random = new Random();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(update)) {
            for (int i = 0; i < WRITES; i++) {
                statement.setString(1, Long.toString(random.nextLong(Long.MAX_VALUE)));
                statement.setLong(2, 1 + random.nextLong(USERS));
                statement.execute();
            }
        }
    }

    private static void touchAll(Database database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "update users set email_address = email_address" + " where id > ? and id <= ?")) {
            for (long first = 0; first < USERS; first += BATCH) {
                statement.setLong(1, first);
                statement.setLong(2, first + BATCH);
                statement.execute();
            }
        }
    }

    private static Database users() throws SQLException {
        Database database = Databases.on(server).create();
        database.execute("create table users (id bigint primary key, name text, email_address text); insert into users"
                + " select i, 'name ' || i, 'User' || i || '@mail' || i % 1000 || '.example' from generate_series(1, "
                + USERS + ") as i");
        vacuum(database);
        return database;
    }

    private static Database usersThatAreNotCopied() throws SQLException {
        Database database = users();
        Migrations.of(database.dataSource()).upToForwarding().migrate();
        return database;
    }

    private static void vacuum(Database database) throws SQLException {
        database.execute("vacuum analyze users");
        database.execute("checkpoint");
    }

    private static long updates(Database database) throws SQLException {
        return Long.parseLong(String.valueOf(database.query(
                        "select pg_stat_get_tuples_updated('users'::regclass) + pg_stat_get_dead_tuples('users'::regclass)")
                .get(0)
                .get(0)));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
