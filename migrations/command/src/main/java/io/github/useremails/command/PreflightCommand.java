package io.github.useremails.command;

import io.github.useremails.exit.ExitCode;
import io.github.useremails.migrations.PendingScript;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description =
                "Reports what would fail, before anything is changed: counts and ids, no addresses. STOP must be"
                        + " resolved first (exit code 1), MIND needs a decision, NOTE is information. Reads the table four times.")
final class PreflightCommand implements Callable<Integer> {

    private static final String PROBED = """
            select p.severity,
                   p.finding,
                   p.next_step
              from jsonb_to_recordset(current_setting('useremails.findings')::jsonb) as p (severity text, finding text, next_step text)""";

    /** The location of the role scripts among the scripts. */
    private static final String ROLES = """
            select 'stops' as severity,
                   'role ' || current_user || ' may not create the role ' || r.name as finding,
                   'let an administrator run: create role ' || r.name || ' nologin' as next_step
              from (values ('${app_role}'), ('${reader_role}')) as r (name)
             where not exists (select from pg_roles k where k.rolname = r.name)
               and not (select k.rolcreaterole or k.rolsuper from pg_roles k where k.rolname = current_user)""";

    @Mixin
    private final Target target = new Target();

    @Option(names = "--json", description = "Write a JSON array with an object for each finding, and nothing else.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<PendingScript> pending = target.migrations().pending();
        List<Finding> findings;
        try (Connection connection = target.connect()) {
            connection.setReadOnly(true);
            findings = findings(connection, pending);
        }
        boolean stops = findings.stream().anyMatch(Finding::stops);
        if (json) {
            out.println(findings.stream().map(Finding::json).collect(Collectors.joining(",\n ", "[", "]")));
        } else {
            findings.forEach(finding -> finding.print(out));
            out.println(last(findings, pending.isEmpty()));
        }
        return stops ? ExitCode.FOUND : 0;
    }

    private List<Finding> findings(Connection connection, List<PendingScript> pending) throws SQLException {
        List<Finding> findings = new ArrayList<>(Finding.of(
                connection,
                ExistingNames.question(pending, target.rendered("${schema}"), target.rendered("${users_table}"))));
        if (pending.stream().anyMatch(script -> script.name().endsWith("R__grant_schema.sql"))) {
            findings.addAll(Finding.of(connection, target.rendered(ROLES)));
        }
        findings.addAll(Finding.of(connection, target.rendered(Script.read("structure.sql"))));
        // If a table cannot be moved, its rows are not read: perhaps they cannot be.
        if (findings.stream().noneMatch(Finding::stops)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(target.rendered(Script.read("probe.sql")));
            }
            findings.addAll(Finding.of(connection, PROBED));
            findings.addAll(Finding.of(connection, target.rendered(Script.read("texts.sql"))));
        }
        return findings;
    }

    private static String last(List<Finding> findings, boolean isDone) {
        long stopping = findings.stream().filter(Finding::stops).count();
        if (stopping > 0) {
            return "The move cannot begin, and nothing was changed. Resolve the obstacles (" + stopping
                    + "), and run 'useremails preflight' again.";
        }
        if (isDone) {
            return "Nothing stops the move, and all its migrations have run: see 'useremails status'.";
        }
        return "Nothing stops the move: run 'useremails plan --headers' to see what it does, and then 'useremails expand'.";
    }
}
