package io.github.useremails.migrations.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "preflight",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what would go wrong, before anything is changed: counts and ids, no addresses.",
            "'stops' must be mended first (exit code 1), 'mind' needs thought, 'note' is good to know."
        })
final class PreflightCommand implements Callable<Integer> {

    @Mixin
    private final Target target = new Target();

    @Option(names = "--json", description = "Write JSON: the table and the server first, then the texts.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect()) {
            connection.setReadOnly(true);
            Question structure = new Question(target.rendered(Script.read("structure.sql")));
            structure.ask(connection, json, out);
            if (stops(structure, connection)) {
                return UserEmailsCommand.FOUND;
            }
            Question texts = new Question(target.rendered(Script.read("texts.sql")));
            texts.ask(connection, json, out);
            return stops(texts, connection) ? UserEmailsCommand.FOUND : 0;
        }
    }

    private static boolean stops(Question question, Connection connection) throws Exception {
        String stopping = "select 1 from (" + question.sql() + ") f where f.severity = 'stops'";
        return !new Question(stopping).isEmpty(connection);
    }
}
