package io.github.useremails.command;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import io.github.useremails.exit.Refusal;
import io.github.useremails.migrations.Migrations;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code flyway.toml}, read as by the Flyway command line: the placeholders, the connection, and whether the scripts
 * include the roles.
 */
record SettingsFile(
        Path path,
        Map<String, String> placeholders,
        Map<String, String> connection,
        boolean withRoles,
        boolean isOurs,
        List<String> warnings) {

    private static final String USUAL = "flyway.toml";

    /** The command's fixed settings. A warning is printed if a file differs. */
    private static final Map<String, String> FIXED = Map.of(
            "baselineOnMigrate", "true",
            "baselineVersion", "0",
            "validateMigrationNaming", "true",
            "cleanDisabled", "true",
            "failOnMissingLocations", "true",
            "ignoreMigrationPatterns", "[*:future, repeatable:missing]",
            "postgresql.transactional.lock", "false");

    private static final List<String> CONNECTION = List.of("url", "user", "password");

    /** The given file; otherwise that of the current directory, if it belongs to these migrations. */
    static SettingsFile find(@Nullable Path given) {
        if (given != null) {
            return read(given).requireOurs();
        }
        if (!Files.exists(Path.of(USUAL))) {
            return none();
        }
        SettingsFile file = read(Path.of(USUAL));
        if (!file.isOurs && file.placeholders.keySet().stream().anyMatch(SettingsFile::isAboutTheMove)) {
            throw Refusal.usage("flyway.toml of this directory has settings of these migrations, but not their history."
                    + " Add table = \"" + Migrations.HISTORY_TABLE + "\" below [flyway], or name another file with"
                    + " --config.");
        }
        return file.isOurs
                ? file
                : none("flyway.toml of this directory was not read: its flyway.table is not " + Migrations.HISTORY_TABLE
                        + ". Name another file with --config.");
    }

    /** An application may have placeholders of its own, for a schema for example. */
    private static boolean isAboutTheMove(String placeholder) {
        return placeholder.startsWith("legacy_") || placeholder.startsWith("users_");
    }

    private static SettingsFile none(String... warnings) {
        return new SettingsFile(Path.of(USUAL), Map.of(), Map.of(), false, false, List.of(warnings));
    }

    private static SettingsFile read(Path path) {
        try (Reader text = Files.newBufferedReader(path)) {
            return of(path, new TomlParser().parse(text));
        } catch (NoSuchFileException e) {
            throw Refusal.usage("The file " + path + " does not exist. Name a flyway.toml with --config.");
        } catch (IOException e) {
            throw Refusal.usage("The file " + path + " cannot be read: "
                    + e.getClass().getSimpleName() + ". Name a" + " flyway.toml with --config.");
        } catch (ParsingException e) {
            throw Refusal.usage("The file " + path + " is not TOML: " + e.getMessage());
        }
    }

    private static SettingsFile of(Path path, UnmodifiableConfig toml) {
        Map<String, String> placeholders = new LinkedHashMap<>();
        Map<String, String> connection = new LinkedHashMap<>();
        Map<String, String> others = new TreeMap<>();
        String environment = "default";
        for (Map.Entry<String, String> setting : flat("", toml).entrySet()) {
            String name = setting.getKey();
            if (name.equals("flyway.environment")) {
                environment = setting.getValue();
            } else if (name.startsWith("flyway.placeholders.")) {
                placeholders.put(name.substring("flyway.placeholders.".length()), setting.getValue());
            } else {
                others.put(name, setting.getValue());
            }
        }
        for (String part : CONNECTION) {
            Optional.ofNullable(others.get("environments." + environment + "." + part))
                    .or(() -> Optional.ofNullable(others.get("flyway." + part)))
                    .ifPresent(value -> connection.put(part, value));
        }
        return new SettingsFile(
                path,
                placeholders,
                connection,
                others.getOrDefault("flyway.locations", "").matches(".*\\Wroles/.*"),
                Migrations.HISTORY_TABLE.equals(others.get("flyway.table")),
                warnings(path, others, placeholders));
    }

    /** Values by their full names. A list is written as Java writes it. */
    private static Map<String, String> flat(String prefix, UnmodifiableConfig part) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (UnmodifiableConfig.Entry entry : part.entrySet()) {
            String name = prefix + entry.getKey();
            Object value = entry.getValue();
            if (value instanceof UnmodifiableConfig inner) {
                settings.putAll(flat(name + ".", inner));
            } else {
                settings.put(name, String.valueOf(value));
            }
        }
        return settings;
    }

    private static List<String> warnings(Path path, Map<String, String> others, Map<String, String> placeholders) {
        List<String> warnings = new ArrayList<>();
        others.forEach((name, value) -> {
            if (!name.startsWith("flyway.")) {
                return;
            }
            String setting = name.substring("flyway.".length());
            String fixed = FIXED.get(setting);
            if (setting.equals("defaultSchema") || setting.equals("schemas")) {
                String schema = placeholders.getOrDefault("schema", "public");
                if (!value.equals(schema) && !value.equals("[" + schema + "]")) {
                    throw Refusal.usage(path + " contradicts itself: flyway." + setting + " is " + value
                            + ", and flyway.placeholders.schema is " + schema + ". Give both the same schema.");
                }
            } else if (fixed != null) {
                if (!fixed.equals(value)) {
                    warnings.add(path + ": flyway." + setting + " = " + value + " has no effect here: it is always "
                            + fixed + ".");
                }
            } else if (setting.equals("locations")) {
                warnings.addAll(otherLocations(path, value));
            } else if (!setting.equals("table") && !CONNECTION.contains(setting)) {
                warnings.add(path + ": flyway." + setting + " has no effect here: only Flyway reads it.");
            }
        });
        return List.copyOf(warnings);
    }

    private static List<String> otherLocations(Path path, String locations) {
        List<String> warnings = new ArrayList<>();
        for (String location : locations.replaceAll("[\\[\\] ]", "").split(",", -1)) {
            if (!location.matches(".*\\W(checks|schema|columns|roles/[a-z_]+|moves/email_address/steps)/?")) {
                warnings.add(path + ": the location " + location
                        + " has no effect here: the command runs its own scripts only.");
            }
        }
        return warnings;
    }

    private SettingsFile requireOurs() {
        if (!isOurs) {
            throw Refusal.usage("The file " + path + " is not for these migrations: its flyway.table is not "
                    + Migrations.HISTORY_TABLE + ". Name the flyway.toml of User Emails.");
        }
        return this;
    }
}
