package io.github.useremails.guard;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts uses, notifies the listeners, and raises or logs. */
final class UseLog {

    private static final Logger LOG = System.getLogger(ColumnGuard.class.getName());
    private static final StackTraceElement OTHERS = new StackTraceElement("(others)", "(others)", null, -1);

    private final GuardSettings settings;
    private final Callers callers;
    private final Map<ColumnUse, UseCount> counts = new ConcurrentHashMap<>();

    UseLog(GuardSettings settings) {
        this.settings = settings;
        this.callers = new Callers(settings.applicationPackages());
    }

    void ofStatement(List<FoundColumn> findings) {
        Optional<StackTraceElement> caller = callers.ofStatement();
        if (caller.isPresent()) {
            findings.forEach(finding -> add(new ColumnUse(finding.column(), caller.get(), finding.foundBy())));
        }
    }

    void ofAccessor(DeprecatedColumn column) {
        add(new ColumnUse(column, callers.ofAccessor(), FoundBy.ACCESSOR));
    }

    private void add(ColumnUse found) {
        ColumnUse use = bounded(found);
        UseCount count = counts.computeIfAbsent(use, first -> new UseCount());
        count.add();
        settings.listeners().forEach(listener -> tell(listener, use));
        if (settings.mode() == GuardMode.RAISE) {
            throw new DeprecatedColumnException(found);
        }
        if (count.isLogDue(settings.clock().instant(), settings.interval())) {
            LOG.log(Level.WARNING, found + " (" + count.sum() + " so far)", trace(found));
        }
    }

    private static void tell(ColumnUseListener listener, ColumnUse use) {
        try {
            listener.used(use);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a listener to uses of deprecated columns failed", e);
        }
    }

    /** Threads that reach the limit at the same time may each add one call site. */
    private ColumnUse bounded(ColumnUse use) {
        if (counts.size() < settings.callSites() || counts.containsKey(use)) {
            return use;
        }
        return new ColumnUse(use.column(), OTHERS, use.foundBy());
    }

    private DeprecatedColumnException trace(ColumnUse use) {
        DeprecatedColumnException trace = new DeprecatedColumnException(use);
        trace.setStackTrace(callers.applicationFrames());
        return trace;
    }

    Map<ColumnUse, Long> counts() {
        Map<ColumnUse, Long> copy = new LinkedHashMap<>();
        counts.forEach((use, count) -> copy.put(use, count.sum()));
        return copy;
    }
}
