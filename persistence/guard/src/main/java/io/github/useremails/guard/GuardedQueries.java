package io.github.useremails.guard;

import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Query;

/** Checks queries after jOOQ has rendered them and before it acquires a connection. */
final class GuardedQueries implements ExecuteListener {

    private static final long serialVersionUID = 1L;

    private final transient ColumnGuard guard;

    GuardedQueries(ColumnGuard guard) {
        this.guard = guard;
    }

    @Override
    public void renderEnd(ExecuteContext context) {
        if (guard.isOff()) {
            return;
        }
        Query query = context.query();
        String sql = context.sql();
        if (query != null && sql != null) {
            guard.check(query, sql, context.configuration());
            return;
        }
        // The queries of a batch are rendered one after another, each with its own end event.
        String[] texts = context.batchSQL();
        int last = texts.length - 1;
        while (last >= 0 && texts[last] == null) {
            last--;
        }
        if (last >= 0 && last < context.batchQueries().length) {
            guard.check(context.batchQueries()[last], texts[last], context.configuration());
        }
    }

    @Override
    public void end(ExecuteContext context) {
        guard.endOfQuery();
    }
}
