package io.github.useremails.persistence.benchmark;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where processes run. A thread that waits for its server and the server that waits for the thread are never busy at the
 * same time; on two processors, what it takes to wake the other one is more than a lookup, and differs threefold from
 * run to run. On one it is nothing.
 */
final class Processors {

    private static final String FIRST = "0";

    private Processors() {}

    static boolean canBeChosen() {
        try {
            return taskset("-p", "1") == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** A thread, or a process with those that it will start. */
    static void bindToFirst(long process) throws IOException, InterruptedException {
        require(taskset("-cp", FIRST, Long.toString(process)));
    }

    /** The number by which the system knows it. */
    static long thisThread() throws IOException {
        return Long.parseLong(
                Path.of("/proc/thread-self").toRealPath().getFileName().toString());
    }

    static void release(long process) throws IOException, InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        require(taskset("-cp", FIRST + "-" + last, Long.toString(process)));
    }

    private static void require(int exit) {
        if (exit != 0) {
            throw new IllegalStateException("taskset ended with " + exit);
        }
    }

    private static int taskset(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "taskset";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
