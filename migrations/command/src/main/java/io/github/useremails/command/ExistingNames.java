package io.github.useremails.command;

import io.github.useremails.migrations.PendingScript;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that the scripts will create but that objects outside these migrations already have. */
final class ExistingNames {

    private static final Pattern RELATION = Pattern.compile(
            "^ *create (?:unique index|index|table|view|sequence)(?: concurrently)?( if not exists)?\\s+(?:([a-z0-9_]+)\\.)?([a-z0-9_]+)",
            Pattern.MULTILINE);
    private static final Pattern ROUTINE = Pattern.compile(
            "^ *create (?:function|procedure) [a-z0-9_]+\\.([a-z0-9_]+)\\(([^)]*)\\)", Pattern.MULTILINE);
    private static final Pattern ARGUMENT = Pattern.compile("[^\\s,][^,]*");

    private ExistingNames() {}

    /** Returns a query with a row for each finding. The names are plain, so they need no quotes. */
    static String question(List<PendingScript> pending, String schema, String usersTable) {
        Set<String> relations = new TreeSet<>();
        Set<String> routines = new TreeSet<>();
        for (PendingScript script : pending) {
            Matcher relation = RELATION.matcher(script.sql());
            while (relation.find()) {
                if (!relation.group(3).equals(usersTable)) {
                    relations.add("('" + relation.group(3) + "', " + (relation.group(1) != null) + ")");
                }
            }
            Matcher routine = ROUTINE.matcher(script.sql());
            while (routine.find()) {
                long arguments = ARGUMENT.matcher(routine.group(2)).results().count();
                routines.add("('" + routine.group(1) + "', " + arguments + ")");
            }
        }
        relations.add("(null, false)");
        routines.add("(null, 0)");
        return """
                select 'stops' as severity,
                       case when c.relkind in ('i', 'I') then 'an index' when c.relkind = 'S' then 'a sequence' when c.relkind in ('v', 'm') then 'a view' else 'a table' end
                         || ' ' || c.oid::regclass || ' is there already, and is not of these migrations' as finding,
                       'rename it: alter table ' || c.oid::regclass || ' rename to ...; or give the module a schema of its own' as next_step
                  from (values %s) as n (name, may_exist)
                  join pg_class c
                    on c.relnamespace = to_regnamespace('%s')
                   and c.relname = n.name
                   and not (n.may_exist and coalesce(obj_description(c.oid, 'pg_class'), '') ~ 'pii=[a-z]+$')
                 union all
                select 'stops',
                       'a type ' || t.oid::regtype || ' is there already, and is not of these migrations',
                       'rename it: alter type ' || t.oid::regtype || ' rename to ...'
                  from (values %s) as n (name, may_exist)
                  join pg_type t
                    on t.typnamespace = to_regnamespace('%s')
                   and t.typname = n.name
                   and t.typrelid = 0
                 union all
                select 'stops',
                       'a function ' || p.oid::regprocedure || ' is there already, and is not of these migrations',
                       'rename it: alter routine ' || p.oid::regprocedure || ' rename to ...'
                  from (values %s) as n (name, arguments)
                  join pg_proc p
                    on p.pronamespace = to_regnamespace('%s')
                   and p.proname = n.name
                   and p.pronargs = n.arguments""".formatted(
                        String.join(", ", relations),
                        schema,
                        String.join(", ", relations),
                        schema,
                        String.join(", ", routines),
                        schema);
    }
}
