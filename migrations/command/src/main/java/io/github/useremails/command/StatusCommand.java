package io.github.useremails.command;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
                "Shows the state of the move: the step, forwarding, the backfill with its rate and end, open conflicts,"
                        + " sessions that use users, and what to run next.")
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

    private static final String DROPPED = """
            select 'contract' as step,
                   m.dropped_at,
                   'nothing: the move is over, and a user may have many addresses' as next
              from user_email_move m
             where m.dropped_at is not null
               and to_regclass('${schema}.user_email_legacy_conflicts') is null
               and not exists (
                     select
                       from pg_attribute a
                      where a.attrelid = '${schema}.${users_table}'::regclass
                        and a.attname = '${legacy_column}'
                        and not a.attisdropped)
            """;

    private static final String HAS_PROGRESS = "select where to_regprocedure('user_email_move_progress()') is not null";

    /** The first step has begun, but has not finished. */
    private static final String ONLY_STRUCTURE =
            "select 'structure' as step, 'useremails expand --forwarding-only' as next";

    /** One document for programs. */
    private static final String DOCUMENT = """
            select (select to_json(p) from (%s) p) as move,
                   (select coalesce(json_agg(c), '[]') from (%s) c) as conflicts,
                   (select coalesce(json_agg(s), '[]') from (%s) s) as sessions,
                   (select n.next from (%s) n) as next
            """;

    private static final String EVENTS = "select e.happened_at, e.step, e.event, e.detail, e.role_name as role"
            + " from user_email_move_events e order by e.id";

    @Option(names = "--events", description = "Show instead what was done, when, and by which role.")
    private boolean events;

    @Option(
            names = "--json",
            description = "Write JSON: an array with one object of the move, the conflicts, the sessions, and next.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = target.connect(Needed.EVENTS)) {
            PrintedQuery dropped = new PrintedQuery(target.rendered(DROPPED));
            if (events) {
                new PrintedQuery(EVENTS).ask(connection, json, out);
            } else if (!dropped.isEmpty(connection)) {
                dropped.ask(connection, json, out);
            } else {
                Needed.MOVE.require(connection, target);
                answer(connection, out);
            }
        }
        return 0;
    }

    private void answer(Connection connection, PrintWriter out) throws SQLException {
        if (new PrintedQuery(HAS_PROGRESS).isEmpty(connection)) {
            new PrintedQuery(ONLY_STRUCTURE).ask(connection, json, out);
            return;
        }
        String progress = target.scriptOfMove("questions/progress.sql");
        String blockers = target.scriptOfMove("questions/blockers.sql");
        if (json) {
            new PrintedQuery(DOCUMENT.formatted(withoutEnd(progress), CONFLICTS, withoutEnd(blockers), NEXT))
                    .ask(connection, true, out);
            return;
        }
        for (String question : List.of(progress, CONFLICTS, blockers, NEXT)) {
            new PrintedQuery(question).ask(connection, false, out);
        }
    }

    private static String withoutEnd(String sql) {
        return sql.strip().replaceFirst(";$", "");
    }
}
