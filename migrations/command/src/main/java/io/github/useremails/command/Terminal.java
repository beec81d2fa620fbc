package io.github.useremails.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether the standard output is a terminal, on which a bar can be redrawn. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // isTerminal(), which exists from Java 22 on, is called below
    static boolean isThere() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
