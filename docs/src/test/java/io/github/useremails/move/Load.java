package io.github.useremails.move;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Writers in threads of their own, until they are stopped. A write that fails is a failure of the move. */
final class Load implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final List<Future<@Nullable Void>> running = new ArrayList<>();

    private Load() {}

    static Load of(List<? extends Writer> writers) {
        Load load = new Load();
        for (Writer writer : writers) {
            load.running.add(load.threads.submit(() -> load.write(writer)));
        }
        return load;
    }

    private @Nullable Void write(Writer writer) throws Exception {
        while (goesOn.get()) {
            writer.write();
        }
        return null;
    }

    /** Fails as a writer has failed. */
    void requireAlive() throws Exception {
        for (Future<@Nullable Void> each : running) {
            if (each.isDone()) {
                each.get();
            }
        }
    }

    /** Returns when nothing is being written any more. */
    @Override
    public void close() throws Exception {
        goesOn.set(false);
        try {
            for (Future<@Nullable Void> each : running) {
                each.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
