package io.github.useremails.documentation;

import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.sample.SampleData;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database from which all results in the documentation come. */
final class SampleDatabase {

    /** Enough for every question to have an answer, few enough for the answers to be read. */
    private static final int USERS = 2_500;

    private SampleDatabase() {}

    static PostgresDatabase loaded() {
        return loaded(USERS);
    }

    static PostgresDatabase loaded(int users) {
        return PostgresDatabase.preparedBy("sample of " + users, dataSource -> load(dataSource, users));
    }

    private static void load(DataSource dataSource, int users) {
        Migrations.of(dataSource).withRoles().migrate();
        try {
            SampleData.load(dataSource, "public", users, batch -> {});
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
