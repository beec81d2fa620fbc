package io.github.useremails.quickstart;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.RoundTrips;
import io.github.useremails.sample.SampleData;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.postgresql.ds.PGSimpleDataSource;

/** The way from an empty database to the last example. */
final class Walk {

    private final QuickstartOptions options;
    private final Screen screen;
    private final Place place;

    private Walk(QuickstartOptions options, Screen screen, Place place) {
        this.options = options;
        this.screen = screen;
        this.place = place;
    }

    static void with(QuickstartOptions options, Screen screen) {
        screen.line("User Emails: one person, many addresses.");
        try (Place place = place(options)) {
            new Walk(options, screen, place).go();
        }
        screen.line("");
        screen.line("Nothing is left behind. Read on in README.md, or look into docs/.");
    }

    private static Place place(QuickstartOptions options) {
        return options.server().isPresent()
                ? SchemaOnServer.make(options.server().get())
                : EmbeddedPlace.start();
    }

    private void go() {
        try {
            migrate();
            Cast cast = load();
            tour(cast);
        } catch (SQLException | IOException | UserStorageException e) {
            throw new QuickstartException("the database failed: " + e.getMessage(), e);
        }
    }

    private void migrate() throws SQLException {
        screen.heading("1. The schema");
        int scripts = Migrations.of(place.dataSource()).inSchema(place.schema()).migrate();
        screen.line("Flyway ran " + scripts + " migrations.");
    }

    private Cast load() throws SQLException, IOException {
        screen.heading("2. A sample");
        Cast cast = new Cast();
        long[] addresses = new long[1];
        long start = System.nanoTime();
        try (ProgressBar progress = screen.progress("Loading", options.users())) {
            SampleData.load(place.dataSource(), place.schema(), options.users(), batch -> {
                cast.audition(batch);
                batch.forEach(user -> addresses[0] += user.emailAddresses().size());
                progress.stepBy(batch.size());
            });
        }
        screen.line(String.format(
                Locale.ROOT,
                "%,d users with %,d addresses, in %.1f s. Their domains are reserved for examples.",
                options.users(),
                addresses[0],
                (System.nanoTime() - start) / 1e9));
        return cast;
    }

    private void tour(Cast cast) throws SQLException {
        PGSimpleDataSource counted = place.dataSource();
        RoundTrips roundTrips = RoundTrips.on(counted);
        HikariConfig config = new HikariConfig();
        config.setDataSource(counted);
        // A second one would be opened in the background and counted along.
        config.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Users users = PostgresUserEmails.builder(pool)
                    .schema(place.schema())
                    .build()
                    .users();
            warmUp(users, cast);
            Meter meter = new Meter(roundTrips, screen);
            new LookupTour(users, cast, screen, meter).go();
            new ChangeTour(users, cast, screen, meter).go();
            new BulkTour(users, cast, screen, meter).go();
        }
    }

    /** So that the times shown are those of the second minute and not of the first call. */
    private static void warmUp(Users users, Cast cast) {
        cast.claimedAddresses(300).forEach(users::withEmail);
        users.withEmails(cast.claimedAddresses(300));
    }
}
