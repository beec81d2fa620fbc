package io.github.useremails.command;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Says what stands and what to run next when the process is ended from outside, by Ctrl-C or a plain kill. */
final class Ending implements AutoCloseable {

    private final Thread hook;

    private Ending(Thread hook) {
        this.hook = hook;
    }

    static Ending says(Supplier<String> sentence, PrintWriter err) {
        Thread hook = new Thread(() -> {
            err.println();
            err.println(sentence.get());
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new Ending(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, and the hook speaks.
            Thread.currentThread().interrupt();
        }
    }
}
