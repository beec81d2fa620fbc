package io.github.useremails.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;

/** Scripts with a history of their own. Each part may require the parts before it. */
enum Part {
    /** Required by every host. */
    SCHEMA("schema", "schema", Migrations.HISTORY_TABLE),
    /** Finds uses of a column, for hosts that drop one. */
    COLUMNS("columns", "columns", "useremails_columns_history"),
    /** The move from one column of users to the addresses. */
    EMAIL_ADDRESS("moves/email_address/steps", "email_address", Migrations.MOVE_HISTORY_TABLE);

    private static final String FOLDER = "db/useremails/";

    /** Scripts that run before those of each part. */
    private static final String CHECKS = "classpath:" + FOLDER + "checks";

    private final String scripts;
    private final String roles;
    private final String history;

    Part(String scripts, String name, String history) {
        this.scripts = FOLDER + scripts;
        this.roles = FOLDER + "roles/" + name;
        this.history = history;
    }

    String history() {
        return history;
    }

    String[] locations(boolean withRoles) {
        return withRoles
                ? new String[] {CHECKS, "classpath:" + scripts, "classpath:" + roles}
                : new String[] {CHECKS, "classpath:" + scripts};
    }

    /** The name of a script, with its folder below {@code db/useremails}. */
    String path(MigrationInfo script) {
        return folder(script).substring(FOLDER.length()) + "/" + script.getScript();
    }

    String text(MigrationInfo script) {
        return read("/" + folder(script) + "/" + script.getScript());
    }

    private String folder(MigrationInfo script) {
        return script.getVersion() == null ? roles : scripts;
    }

    private static String read(String file) {
        try (InputStream text = Part.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("the jar has no script " + file);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> histories() {
        return List.of(SCHEMA.history, COLUMNS.history, EMAIL_ADDRESS.history);
    }
}
