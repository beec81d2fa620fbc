package io.github.useremails.persistence.soak;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;

/** The soak as a command: {@code -Dsoak.minutes=10 -Dsoak.threads=8 -Dsoak.seed=1}. */
final class SoakCommand {

    private SoakCommand() {}

    public static void main(String[] arguments) throws Exception {
        Duration length = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
        int threads = Integer.getInteger("soak.threads", 8);
        long seed = Long.getLong("soak.seed", System.nanoTime());
        System.out.printf("%d threads for %d minutes, seed %d%n", threads, length.toMinutes(), seed);
        SoakReport report = run(length, threads, seed);
        System.out.println(report.text());
        if (!report.violations().isEmpty()) {
            throw new IllegalStateException(
                    "the soak found " + report.violations().size() + " violations");
        }
    }

    private static SoakReport run(Duration length, int threads, long seed) throws Exception {
        long begin = System.nanoTime();
        AtomicLong shown = new AtomicLong();
        try (Database database = Databases.shared().create();
                ProgressBar bar = new ProgressBar("Soaking", length.toSeconds())) {
            return new Soak(database, threads, seed).run(() -> {
                Duration passed = Duration.ofNanos(System.nanoTime() - begin);
                if (shown.getAndSet(passed.toSeconds()) != passed.toSeconds()) {
                    bar.stepTo(passed.toSeconds());
                }
                return passed.compareTo(length) < 0;
            });
        }
    }
}
