package io.github.useremails.persistence;

import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Databases as the migrations make them, but with the addresses in parts: the scripts beside the page on partitioning. */
final class Partitioned {

    private static final Path TRIAL = Path.of("../docs/reference/partitioning");

    private static final Map<String, String> PLACEHOLDERS =
            Map.of("schema", "public", "users_table", "users", "users_key", "id", "lock_timeout", "500ms");

    private static final List<String> UNCHANGED = List.of(
            "V1__create_users.sql",
            "V2__normalize_addresses.sql",
            "V6__require_a_primary.sql",
            "V7__create_views.sql",
            "V9__withdraw_entered_addresses.sql",
            "V10__keep_history.sql",
            "V11__synchronize_rosters.sql",
            "V12__merge_history.sql",
            "V13__create_outbox.sql",
            "V14__report_inconsistencies.sql",
            "V15__forget.sql");

    /** A foreign key on the id of an address, with the comma before it. */
    private static final String REFERENCE =
            ",\\s+(--[^\n]*\n\\s+)?constraint \\w+_user_email_address_id_fkey\\s[^)]*\\)[^)]*\\)\\s+on delete cascade";

    private Partitioned() {}

    static PostgresDatabase inPublicSchema() {
        return PostgresDatabase.preparedBy("partitioned", Partitioned::create);
    }

    static String trial(String name) {
        try {
            return Files.readString(TRIAL.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(DataSource dataSource) {
        try {
            Path directory = Files.createTempDirectory("partitioned");
            try {
                for (String script : UNCHANGED) {
                    Files.writeString(directory.resolve(script), migration(script));
                }
                Files.writeString(
                        directory.resolve("V3__create_addresses.sql"), trial("addresses.sql") + trial("claims.sql"));
                String confirmations = "V8__create_confirmations.sql";
                Files.writeString(directory.resolve(confirmations), withoutReference(migration(confirmations)));
                Files.writeString(directory.resolve("V11_1__remove_what_refers.sql"), trial("references.sql"));
                Flyway.configure()
                        .dataSource(dataSource)
                        .locations("filesystem:" + directory)
                        .placeholders(PLACEHOLDERS)
                        .load()
                        .migrate();
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String migration(String script) throws IOException {
        try (InputStream text = Partitioned.class.getResourceAsStream("/db/useremails/expand/" + script)) {
            if (text == null) {
                throw new IllegalStateException("there is no migration " + script);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String withoutReference(String migration) {
        String without = migration.replaceFirst(REFERENCE, "");
        if (without.equals(migration)) {
            throw new IllegalStateException("the migration has no reference to an address");
        }
        return without;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
