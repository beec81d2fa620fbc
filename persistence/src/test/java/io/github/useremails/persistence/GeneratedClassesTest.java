package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Strategy;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The committed jOOQ classes are those of the schema that the migrations build. After a migration, refresh them with
 *
 * <pre>{@code
 * ./mvnw test -pl persistence -am -Dtest=GeneratedClassesTest -Dsurefire.failIfNoSpecifiedTests=false -Djooq.refresh
 * }</pre>
 */
class GeneratedClassesTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final String PACKAGE = "io.github.useremails.persistence.internal.schema";
    private static final Path COMMITTED = Path.of("src/main/java");
    private static final Path GENERATED = Path.of("target/generated-from-migrations");

    @Test
    void theCommittedClassesAreThoseOfTheMigrations() throws Exception {
        boolean refresh = System.getProperty("jooq.refresh") != null;

        generate(refresh ? COMMITTED : GENERATED);

        assertThat(classes(COMMITTED)).isNotEmpty();
        if (!refresh) {
            assertThat(classes(COMMITTED)).isEqualTo(classes(GENERATED));
        }
    }

    private static void generate(Path directory) throws Exception {
        Database schema = new Database()
                .withName("org.jooq.meta.postgres.PostgresDatabase")
                .withInputSchema("public")
                .withIncludes(
                        "users|user_email_addresses|user_email_confirmations|user_email_outbox|user_email_institution_members"
                                + "|user_email_rosters|user_email_roster_lines|user_email_roster_releases")
                .withIncludePrimaryKeys(false)
                .withIncludeUniqueKeys(false)
                .withIncludeForeignKeys(false)
                .withIncludeCheckConstraints(false)
                .withIncludeIndexes(false);
        // The queries need tables and columns, and nothing of what jOOQ could make besides.
        Generate tablesAndColumns = new Generate()
                .withRecords(false)
                .withKeys(false)
                .withIndexes(false)
                .withRelations(false)
                // They call methods that jOOQ 3.21 does not have.
                .withWhereMethodOverrides(false)
                .withGeneratedAnnotation(false)
                .withDefaultCatalog(false)
                .withComments(false)
                .withJavadoc(false);
        GenerationTool.generate(new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc().withUrl(database.jdbcUrl()))
                .withGenerator(new Generator()
                        .withStrategy(new Strategy().withName(EnglishClassNames.class.getName()))
                        .withDatabase(schema)
                        .withGenerate(tablesAndColumns)
                        .withTarget(new Target()
                                .withPackageName(PACKAGE)
                                .withDirectory(directory.toString())
                                .withLocale("en"))));
    }

    private static Map<String, String> classes(Path sources) throws IOException {
        Path root = sources.resolve(PACKAGE.replace('.', '/'));
        Map<String, String> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // Named to the compiler only by a generator on a newer Java.
                String text = Files.readString(file).replace(", \"this-escape\"", "");
                classes.put(root.relativize(file).toString(), text);
            }
        }
        return classes;
    }
}
