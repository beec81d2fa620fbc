package io.github.useremails.legacy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.useremails.command.UserEmailsCommand;
import io.github.useremails.guard.IgnoredColumn;
import io.github.useremails.guard.IgnoredColumns;
import jakarta.persistence.Entity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Table;

/** Those that look at what is there, and need nothing to run. */
final class Finders {

    private static final Pattern MENTION = Pattern.compile("(.+?):(\\d+):\\d+: \\w+");
    private static final LocalDate TODAY = LocalDate.of(2027, 3, 1);

    private static final DescribedPredicate<JavaAccess<?>> THE_COLUMN = DescribedPredicate.describe(
            "the legacy column", access -> isDeprecatedAccessor(access.getTarget()) || isColumn(access.getTarget()));

    private Finders() {}

    /** The command, in a process of its own. */
    static Set<Finding> checklist(Path repository) throws Exception {
        String output = run(
                repository,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UserEmailsCommand.class.getName(),
                        "checklist",
                        "list",
                        "--word",
                        "email_address",
                        "--word",
                        "emailAddress"));
        Set<Finding> findings = new LinkedHashSet<>();
        for (String line : output.lines().toList()) {
            Matcher mention = MENTION.matcher(line);
            if (!mention.matches()) {
                throw new IllegalStateException(output);
            }
            int number = Integer.parseInt(mention.group(2));
            findings.add(new Finding.Lines(mention.group(1), number, number));
        }
        return findings;
    }

    /** The rule that the documentation offers to copy. */
    static Set<Finding> archUnit(CompiledApplication application) {
        Set<Finding> findings = new LinkedHashSet<>();
        new ClassFileImporter()
                .importPath(application.directory()).stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(THE_COLUMN)
                        .map(access -> access.getOrigin().getOwner().getName() + "."
                                + access.getOrigin().getName())
                        .forEach(origin -> findings.add(CompiledApplication.named(origin)));
        return findings;
    }

    static Set<Finding> ignoredColumns(CompiledApplication application) throws ReflectiveOperationException {
        return IgnoredColumns.of(new IgnoredColumn("users", "email_address", TODAY))
                .inTables(tables(application))
                .inClasses(application.classes().stream()
                        .filter(type -> type.isAnnotationPresent(Entity.class))
                        .toList())
                .problems(TODAY)
                .stream()
                .map(problem -> CompiledApplication.named(problem.replaceFirst(".* is still mapped by ", "")))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static Set<Finding> references(LegacyDatabase legacy) throws SQLException {
        return legacy
                .database()
                .query("select r.kind || ' ' || r.object from column_references('users', 'email_address') r")
                .stream()
                .map(row -> new Finding.Named(String.valueOf(row.get(0))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static String run(Path directory, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }

    /** Generated classes have an instance of themselves. */
    private static List<Table<?>> tables(CompiledApplication application) throws ReflectiveOperationException {
        List<Table<?>> tables = new ArrayList<>();
        for (Class<?> type : application.classes()) {
            if (Table.class.isAssignableFrom(type)) {
                String constant = type.getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toUpperCase(Locale.ROOT);
                tables.add((Table<?>) type.getField(constant).get(null));
            }
        }
        return tables;
    }

    private static boolean isDeprecatedAccessor(AccessTarget target) {
        return target.getOwner().getSimpleName().equals("User") && target.isAnnotatedWith(Deprecated.class);
    }

    private static boolean isColumn(AccessTarget target) {
        return target.getOwner().isAssignableTo(Table.class)
                && target.getFullName().endsWith(".Users.EMAIL_ADDRESS");
    }
}
