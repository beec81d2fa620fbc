package io.github.useremails.quickstart;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The entry. Exit code 0 after the whole walk, 1 if something failed on the way, 2 for an option that makes no sense.
 */
public final class Quickstart {

    private Quickstart() {}

    /**
     * Runs the quickstart.
     *
     * @param arguments {@code --help} or nothing; the options are system properties
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getProperties(), System.getenv(), out, err));
    }

    static int run(
            List<String> arguments,
            Properties properties,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        if (!arguments.isEmpty() || properties.containsKey("quickstart.help")) {
            out.print(QuickstartOptions.HELP);
            return arguments.isEmpty() || arguments.equals(List.of("--help")) ? 0 : 2;
        }
        try {
            Walk.with(QuickstartOptions.from(properties, environment), new Screen(out, err));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("quickstart: " + e.getMessage());
            return 2;
        } catch (QuickstartException e) {
            err.println("quickstart: " + e.getMessage());
            return 1;
        }
    }
}
