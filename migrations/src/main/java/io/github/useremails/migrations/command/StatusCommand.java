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
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Tells where the move stands: which step, forwarding, the backfill with its rate and end, open conflicts,"
                        + " who works on users, and what to run next.")
final class StatusCommand implements Callable<Integer> {

    private static final String CONFLICTS =
            "select case when c.accepted_at is null then c.reason else 'accepted' end as conflict, count(*) as users"
                    + " from user_email_legacy_conflicts c group by 1 order by 1";

    @Mixin
    private final Target target = new Target();

    private static final String NEXT = """
            select case
                     when p.forwarding = 'OFF'
                     then 'useremails rollback --undo forwarding --dry-run, since forwarding was stopped'
                     when p.resting like 'paused%'
                     then 'useremails resume'
                     when p.step = 'structure' or p.forwarding = 'from the column only'
                     then 'useremails expand --forwarding-only'
                     when p.step in ('forwarding', 'backfill') and p.finished_at is null
                     then 'useremails backfill'
                     when p.step = 'backfill'
                     then 'useremails expand'
                     when p.step = 'verification'
                     then 'useremails verify, and releases that read the addresses'
                   end as next
              from user_email_move_progress() p
            """;

    private static final String HAS_PROGRESS = "select where to_regprocedure('user_email_move_progress()') is not null";

    /** The first step has not come to its end. */
    private static final String ONLY_STRUCTURE =
            "select 'structure' as step, 'useremails expand --forwarding-only' as next";

    private static final String EVENTS = "select e.happened_at, e.step, e.event, e.detail, e.role_name as role"
            + " from user_email_move_events e order by e.id";

    @Option(names = "--events", description = "Tell what was done, when and by whom, instead.")
    private boolean events;

    @Option(names = "--json", description = "Write JSON: the backfill, the conflicts, the sessions.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect(events ? Needed.EVENTS : Needed.MOVE)) {
            if (events) {
                new Question(EVENTS).ask(connection, json, out);
                return 0;
            }
            if (new Question(HAS_PROGRESS).isEmpty(connection)) {
                new Question(ONLY_STRUCTURE).ask(connection, json, out);
                return 0;
            }
            new Question(target.scriptOfMove("questions/progress.sql")).ask(connection, json, out);
            new Question(CONFLICTS).ask(connection, json, out);
            new Question(target.scriptOfMove("questions/blockers.sql")).ask(connection, json, out);
            if (!json) {
                new Question(NEXT).ask(connection, false, out);
            }
        }
        return 0;
    }
}
