package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.electronwill.nightconfig.core.Config;
import com.electronwill.nightconfig.toml.TomlParser;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Scripts, {@code flyway.toml}, Java and the lint know the same placeholders, and resolve them in the same way. */
class PlaceholdersTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Path SCRIPTS = Path.of("src/main/resources/db/useremails");

    @TempDir
    private Path directory;

    @Test
    void theFileAndTheCodeHaveTheSameNamesAndDefaults() throws IOException {
        Config placeholders =
                new TomlParser().parse(Files.readString(Path.of("flyway.toml"))).get(List.of("flyway", "placeholders"));
        Map<String, String> inFile = new TreeMap<>();
        placeholders.entrySet().forEach(entry -> inFile.put(entry.getKey(), entry.getValue()));

        assertThat(inFile).isEqualTo(new TreeMap<>(Placeholders.STANDARD.values()));
    }

    @Test
    void theScriptsUseEachOfThemAndNoOther() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path script : files(SCRIPTS)) {
            Matcher placeholder = PLACEHOLDER.matcher(Files.readString(script));
            while (placeholder.find()) {
                used.add(placeholder.group(1));
            }
        }

        assertThat(used).isEqualTo(new TreeSet<>(Placeholders.STANDARD.values().keySet()));
    }

    @Test
    void nothingIsLeftUnresolved() throws IOException {
        for (Path script : files(SCRIPTS)) {
            assertThat(Placeholders.STANDARD.render(Files.readString(script)))
                    .as(script.toString())
                    .doesNotContain("${");
        }
    }

    @Test
    void whatIsPendingIsResolvedWithTheSettings() throws Exception {
        try (Database database = Databases.shared().create()) {
            database.execute("create table users (id bigint primary key, mail text)");
            Migrations migrations = Migrations.of(database.dataSource())
                    .withRoles("shop_app", "shop_reader")
                    .withContract()
                    .withLockTimeout(Duration.ofSeconds(3))
                    .movingFrom(LegacyColumn.named("mail").confirmedWhere("u.mail like '%$1\\2%'"));

            assertThat(migrations.pending())
                    .hasSizeGreaterThan(50)
                    .noneMatch(script -> script.sql().contains("${"))
                    .anyMatch(script -> script.sql().contains("u.mail like '%$1\\2%'"))
                    .anyMatch(script -> script.sql().contains("shop_reader"))
                    .anyMatch(script -> script.sql().contains("'3000ms'"));
        }
    }

    /** What squawk looks at. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theLintLooksAtTheSameText() throws Exception {
        Process render = new ProcessBuilder("../.ci/render-sql", directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(render.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(render.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(output).isEmpty();
        for (Path script : files(SCRIPTS)) {
            assertThat(directory.resolve(SCRIPTS.relativize(script)))
                    .hasContent(Placeholders.STANDARD.render(Files.readString(script)));
        }
    }

    @Test
    void settingsByNameAreTheSameAsThoseByMethod() {
        Placeholders byName = Placeholders.STANDARD.with(
                Map.of("schema", "accounts", "lock_timeout", "2s", "legacy_confirmed", "u.confirmed"));

        assertThat(byName.users().schema().value()).isEqualTo("accounts");
        assertThat(byName.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(byName.legacyColumn())
                .isEqualTo(LegacyColumn.named("email_address").confirmedWhere("u.confirmed"));
        for (Map.Entry<String, String> value : Placeholders.STANDARD.values().entrySet()) {
            assertThat(Placeholders.STANDARD.with(Map.of(value.getKey(), value.getValue())))
                    .isEqualTo(Placeholders.STANDARD);
        }
    }

    @Test
    void aNameOrValueThatCannotBeIsRefused() {
        refuse(Map.of("legacy_colum", "email"), "there is no placeholder legacy_colum; the placeholders are schema, ");
        refuse(Map.of("lock_timeout", "soon"), "such as 500ms");
        refuse(Map.of("lock_timeout", "0"), "1 to 2147483647 milliseconds");
        refuse(Map.of("app_role", "App"), "the name of a role");
        refuse(Map.of("legacy_confirmed", " "), "must not be blank");
        for (String condition : List.of("u.a = $$b$$", "u.a = $condition$b$condition$", "${schema}.f(u)")) {
            refuse(Map.of("legacy_confirmed", condition), "must not contain $$");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placeholders.STANDARD.render("select '${typo}'"))
                .withMessageContaining("there is no placeholder typo");
    }

    private static void refuse(Map<String, String> values, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placeholders.STANDARD.with(values))
                .withMessageContaining(reason);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql")).toList();
        }
    }
}
