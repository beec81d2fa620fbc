package io.github.useremails.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * While a release is deployed, the one before it still runs: it works with the schema of the new one, and when it migrates
 * once more, it puts nothing back. {@code -Dupgrade.previous=CLASSPATH} names the classes of the release before this build;
 * without it there is none, and this build stands before one that has a script more.
 */
class UpgradeTest {

    private static final String THIS_BUILD = System.getProperty("java.class.path");
    private static final String PREVIOUS = System.getProperty("upgrade.previous");

    private static final String NEXT_SCRIPT = """
            -- Keep the history for 30 days.
            set local search_path = pg_catalog, pg_temp;

            create or replace function ${schema}.minimum_history_retention()
                    returns interval
                   language sql
                     stable
                        set search_path = pg_catalog, pg_temp
            as $$
              select interval '30 days'
            $$;
            """;

    @TempDir
    private Path directory;

    private Database database;
    private String previous;
    private String next;

    @BeforeEach
    void chooseTheReleases() throws Exception {
        database = Databases.shared().create();
        database.execute("create table users (id bigint generated always as identity primary key, name text)");
        if (PREVIOUS == null) {
            Path schema = Files.createDirectories(directory.resolve("db/useremails/schema"));
            Files.writeString(schema.resolve("V1000__keep_the_history_for_a_month.sql"), NEXT_SCRIPT);
            previous = THIS_BUILD;
            next = directory + File.pathSeparator + THIS_BUILD;
        } else {
            previous = PREVIOUS + File.pathSeparator + THIS_BUILD;
            next = THIS_BUILD;
        }
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void thePreviousReleaseWorksWithTheSchemaOfTheNextAndChangesNothingInIt() throws Exception {
        run(previous, "migrate");
        assertThat(run(previous, "use")).endsWith("passed");
        String ran = run(next, "migrate");
        List<List<String>> schema = definitions();

        assertThat(run(previous, "use")).endsWith("passed");
        assertThat(run(previous, "migrate")).endsWith("ran 0 migrations");
        assertThat(definitions()).isEqualTo(schema);
        assertThat(run(next, "use")).endsWith("passed");
        assertThat(run(next, "migrate")).endsWith("ran 0 migrations");
        if (PREVIOUS == null) {
            assertThat(ran).endsWith("ran 1 migrations");
            assertThat(database.query("select minimum_history_retention()")).containsExactly(List.of("30 days"));
        }
    }

    private List<List<String>> definitions() throws Exception {
        return database.query("select p.oid::regprocedure::text, p.prosrc from pg_proc p"
                + " where p.pronamespace = 'public'::regnamespace order by 1");
    }

    private String run(String classPath, String task) throws Exception {
        Process process = new ProcessBuilder(
                        Jdk.current().java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        UpgradingApplication.class.getName(),
                        database.directJdbcUrl(),
                        task)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
