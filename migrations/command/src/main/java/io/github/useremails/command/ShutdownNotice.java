package io.github.useremails.command;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Prints what remains and what to run next when the process is ended by Ctrl-C or a plain kill. */
final class ShutdownNotice implements AutoCloseable {

    private final Thread hook;

    private ShutdownNotice(Thread hook) {
        this.hook = hook;
    }

    static ShutdownNotice says(Supplier<String> sentence, PrintWriter err) {
        Thread hook = new Thread(() -> {
            err.println();
            err.println(sentence.get());
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownNotice(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook prints the message.
            Thread.currentThread().interrupt();
        }
    }
}
