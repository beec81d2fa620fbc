package io.github.useremails.quickstart;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** How the walk looks: a heading, the call as it is written in Java, what it answered, and what it cost. */
record Screen(PrintStream out, PrintStream err) {

    private static final int WIDTH = 100;

    void heading(String text) {
        out.println();
        out.println(text);
        out.println("-".repeat(text.length()));
    }

    void line(String text) {
        out.println(text);
    }

    void call(String java, List<String> answer, Cost cost) {
        out.println();
        out.println("  " + java);
        for (String line : answer) {
            out.println("    " + line);
        }
        out.println("    " + cost);
    }

    /** On the error stream, as progress is nothing that anybody wants to keep. */
    ProgressBar progress(String task, long steps) {
        @SuppressWarnings("SystemConsoleNull") // Between Java 21 and 25 a pipe counts as a terminal: not worth more.
        boolean terminal = System.console() != null;
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUnit(" users", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? 200 : 2_000)
                .setMaxRenderedLength(WIDTH)
                .setConsumer(terminal ? new ConsoleProgressBarConsumer(err, WIDTH) : lines())
                .build();
    }

    /** In a file or a log, a bar that is drawn over itself would be a very long line. */
    private ProgressBarConsumer lines() {
        return new DelegatingProgressBarConsumer(err::println, WIDTH);
    }

    static List<String> of(Optional<User> user) {
        return user.map(Screen::of).orElse(List.of("nobody"));
    }

    static List<String> of(User user) {
        List<String> lines = new ArrayList<>();
        lines.add("user " + user.id().value());
        for (UserEmailAddress e : user.emailAddresses()) {
            lines.add(String.format(Locale.ROOT, "  %-46s %s", e.address().value(), flags(e)));
        }
        return lines;
    }

    static String of(Optional<EmailAddress> address, String otherwise) {
        return address.map(EmailAddress::value).orElse(otherwise);
    }

    private static String flags(UserEmailAddress e) {
        List<String> flags = new ArrayList<>();
        if (e.primary()) {
            flags.add("primary");
        }
        if (e.institutionManaged()) {
            flags.add("institution-managed");
        }
        flags.add(e.confirmed() ? "confirmed" : "unconfirmed");
        return String.join(", ", flags);
    }
}
