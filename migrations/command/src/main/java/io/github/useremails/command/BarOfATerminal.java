package io.github.useremails.command;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Draws the bar over and over in one line. The consumer that comes with the bar asks JLine how wide the terminal is, and
 * JLine takes Ctrl-C away from the JVM: the process would end without a word on what was done.
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
