package io.github.useremails.guard;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is exempt in the current thread: everything in a scope, and the statements of a query that was already counted.
 */
@SuppressWarnings("ThreadLocalUsage") // Each guard has its own exemptions, and lives as long as the application.
final class Allowances {

    private final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();
    private final ThreadLocal<@Nullable List<String>> counted = new ThreadLocal<>();

    boolean active() {
        return depth.get() != null;
    }

    <T, E extends Exception> T during(AllowedWork<T, E> work) throws E {
        Integer before = depth.get();
        depth.set(before == null ? 1 : before + 1);
        try {
            return work.run();
        } finally {
            restore(before);
        }
    }

    <E extends Exception> void during(AllowedTask<E> task) throws E {
        Integer before = depth.get();
        depth.set(before == null ? 1 : before + 1);
        try {
            task.run();
        } finally {
            restore(before);
        }
    }

    private void restore(@Nullable Integer before) {
        if (before == null) {
            depth.remove();
        } else {
            depth.set(before);
        }
    }

    void count(String sql) {
        List<String> texts = counted.get();
        if (texts == null) {
            texts = new ArrayList<>();
            counted.set(texts);
        }
        texts.add(sql);
    }

    boolean isCounted(String sql) {
        List<String> texts = counted.get();
        return texts != null && texts.contains(sql);
    }

    void forgetCounted() {
        counted.remove();
    }
}
