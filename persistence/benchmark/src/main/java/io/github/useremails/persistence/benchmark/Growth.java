package io.github.useremails.persistence.benchmark;

import io.github.useremails.migrations.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The same questions at several numbers of users, each in a database of its own. */
record Growth(GrowthSettings settings, BenchmarkDatabase database, Path results) {

    static final List<Operation> LOOKUPS = List.of(Operation.WITH_EMAIL, Operation.PRIMARY_EMAIL, Operation.FIND);

    private static final String STORAGE = """
            select count(*),
                   pg_table_size('user_email_addresses'),
                   pg_indexes_size('user_email_addresses'),
                   pg_relation_size('user_email_addresses_claimed_normalized_email_address_key')
              from user_email_addresses
            """;

    private static final String LEGACY_USERS = """
            create table users (id bigint primary key, name text, email_address text);

            insert into users
            select i, 'name ' || i, 'User' || to_hex((i * %2$d) & %3$d) || '@mail' || i %% 1000 || '.example'
              from generate_series(1, %1$d) as i;
            """;

    /** Measures all, and writes down each size as it comes. */
    List<Size> run() throws Exception {
        Path file = results.resolve("growth.csv");
        Files.createDirectories(results);
        Files.writeString(file, Size.HEADER + "\n");
        List<Size> sizes = new ArrayList<>();
        for (long users : settings.sizes()) {
            System.out.printf("%,d users%n", users);
            Size size = measured(users);
            Files.writeString(file, size.line() + "\n", StandardOpenOption.APPEND);
            sizes.add(size);
        }
        return sizes;
    }

    private Size measured(long users) throws Exception {
        double backfill = backfillSeconds(users);
        try (OwnDatabase filled = database.another("user_emails_growth_" + users)) {
            UserShape shape = new UserShape(users);
            BenchmarkDatabase.load(filled.dataSource(), shape);
            Ratios lookups = new Comparison(
                            settings.lookups(users), database, filled.url(), results, "growth-" + users + ".csv")
                    .run(List.of());
            return new Size(
                    users, lookups, new TouchedPages(filled.dataSource(), shape).measured(), storage(filled), backfill);
        }
    }

    private static Size.Storage storage(OwnDatabase filled) throws SQLException {
        try (Connection connection = filled.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STORAGE)) {
            row.next();
            return new Size.Storage(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    private double backfillSeconds(long users) throws SQLException {
        try (OwnDatabase legacy = database.another("user_emails_backfill_" + users)) {
            legacy.execute(LEGACY_USERS.formatted(users, UserShape.SPREAD, UserShape.NAMES));
            legacy.execute("vacuum analyze users");
            legacy.execute("checkpoint");
            Migrations.of(legacy.dataSource()).upToForwarding().migrate();
            System.out.printf("Backfilling %,d users%n", users);
            long begin = System.nanoTime();
            legacy.execute("call backfill_user_email_addresses()");
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
