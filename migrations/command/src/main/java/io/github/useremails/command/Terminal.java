package io.github.useremails.command;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether somebody watches: then a bar may be drawn over and over on the standard output. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // the method that tells from Java 22 on is asked below
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
