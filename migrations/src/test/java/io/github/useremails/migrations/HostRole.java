package io.github.useremails.migrations;

import io.github.useremails.postgres.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The roles of a host. None is a superuser, and none may create roles. */
enum HostRole {
    APPLICATION("useremails_app"),
    READER("useremails_reader"),
    /** Has what every role has, and may use the schema, as every role may use {@code public}. */
    NOBODY("host_nobody"),
    /** Migrates, and owns {@code users}. */
    OWNER("host_owner");

    private final String role;

    HostRole(String role) {
        this.role = role;
    }

    /** Roles belong to the server, and another test may have created them. */
    static void create(Database database) throws SQLException {
        for (HostRole role : values()) {
            database.execute("do $$ begin create role " + role.role + " nologin;"
                    + " exception when duplicate_object or unique_violation then null; end $$");
        }
    }

    String role() {
        return role;
    }

    List<List<@Nullable String>> query(Database database, String sql) throws SQLException {
        try (Connection connection = database.asRole(role).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.asRole(role).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
