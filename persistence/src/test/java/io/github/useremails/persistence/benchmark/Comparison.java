package io.github.useremails.persistence.benchmark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Contenders one after the other, each in a JVM of its own, in another order in each round. What disturbs the machine
 * for a while disturbs all of one round, so ratios within it stay.
 */
record Comparison(ComparisonSettings settings, BenchmarkDatabase database, String url, Path results, String file) {

    private static final TimeValue SECOND = TimeValue.seconds(1);

    /** Measures all, and writes down each result as it comes. */
    Ratios run() throws RunnerException, IOException, InterruptedException {
        Path file = results.resolve(this.file);
        Files.createDirectories(results);
        Files.writeString(file, Measurement.HEADER + "\n");
        List<Measurement> measurements = new ArrayList<>();
        try (ProgressBar bar = new ProgressBar("Comparing", settings.forks())) {
            for (int round = 1; round <= settings.rounds(); round++) {
                for (int threads : settings.threads()) {
                    for (Operation operation : settings.operations()) {
                        for (Contenders contender : inOrderOf(round)) {
                            bar.setExtraMessage(operation.word() + ", " + contender.word());
                            Measurement measurement = measured(round, operation, threads, contender);
                            Files.writeString(file, measurement.line() + "\n", StandardOpenOption.APPEND);
                            measurements.add(measurement);
                            bar.step();
                        }
                    }
                }
            }
        }
        return new Ratios(measurements);
    }

    private List<Contenders> inOrderOf(int round) {
        List<Contenders> order = new ArrayList<>(settings.contenders());
        Collections.rotate(order, 1 - round);
        return order;
    }

    private Measurement measured(int round, Operation operation, int threads, Contenders contender)
            throws RunnerException, IOException, InterruptedException {
        boolean bound = database.bound(threads == 1);
        RunResult result = new Runner(options(operation, threads, contender, bound)).runSingle();
        Result<?> bytes =
                requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "the profiler ran along");
        return new Measurement(
                round,
                operation.word(),
                threads,
                contender.word(),
                result.getPrimaryResult().getScore(),
                bytes.getScore());
    }

    private Options options(Operation operation, int threads, Contenders contender, boolean bound) {
        return new OptionsBuilder()
                .include(OperationBenchmark.class.getName() + ".call")
                .param("contender", contender.name())
                .param("operation", operation.name())
                .param("url", url)
                .param("users", Long.toString(settings.shape().users()))
                .param("bound", Boolean.toString(bound))
                .param("distance", Integer.toString(settings.distance()))
                .threads(threads)
                .warmupIterations(settings.warmup())
                .warmupTime(SECOND)
                .measurementIterations(settings.seconds())
                .measurementTime(SECOND)
                .forks(1)
                .jvmArgs("-Xms1g", "-Xmx1g", "-Dslf4j.internal.verbosity=ERROR")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .output(results.resolve("jmh.log").toString())
                .build();
    }
}
