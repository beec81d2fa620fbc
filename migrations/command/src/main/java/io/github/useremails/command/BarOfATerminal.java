package io.github.useremails.command;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Redraws the bar in one line. The library's own consumer asks JLine for the width of the terminal, and
 * JLine takes Ctrl-C away from the JVM: the process would end without reporting what was done.
 */
final class BarOfATerminal implements ProgressBarConsumer {

    private static final int WIDTH = 79;
    private static final String ERASE_TO_THE_END = "\u001b[K";

    private final PrintStream out;

    BarOfATerminal(PrintStream out) {
        this.out = out;
    }

    @Override
    public int getMaxRenderedLength() {
        return WIDTH;
    }

    @Override
    public void accept(String line) {
        out.print("\r" + line.stripTrailing() + ERASE_TO_THE_END);
        out.flush();
    }

    @Override
    public void close() {
        out.println();
    }
}
