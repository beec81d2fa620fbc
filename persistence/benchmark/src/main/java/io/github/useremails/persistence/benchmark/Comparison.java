package io.github.useremails.persistence.benchmark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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

    /** Measures all but what an earlier run has, and writes down each result as it comes. */
    Ratios run(List<Measurement> earlier) throws RunnerException, IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>(earlier);
        List<Fork> forks = settings.forksBut(earlier);
        Path file = results.resolve(this.file);
        Files.createDirectories(results);
        Files.write(file, Measurement.lines(earlier));
        try (ProgressBar bar = new ProgressBar("Comparing", forks.size())) {
            for (Fork fork : forks) {
                bar.setExtraMessage(
                        fork.operation().word() + ", " + fork.contender().word());
                Measurement measurement = measured(fork);
                Files.writeString(file, measurement.line() + "\n", StandardOpenOption.APPEND);
                measurements.add(measurement);
                bar.step();
            }
        }
        return new Ratios(measurements);
    }

    private Measurement measured(Fork fork) throws RunnerException, IOException, InterruptedException {
        boolean bound = database.bound(fork.threads() == 1);
        RunResult result = new Runner(options(fork, bound)).runSingle();
        Result<?> bytes =
                requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"), "the profiler ran along");
        return new Measurement(
                fork.round(),
                fork.operation().word(),
                fork.threads(),
                fork.contender().word(),
                result.getPrimaryResult().getScore(),
                bytes.getScore());
    }

    private Options options(Fork fork, boolean bound) {
        return new OptionsBuilder()
                .include(OperationBenchmark.class.getName() + ".call")
                .param("contender", fork.contender().name())
                .param("operation", fork.operation().name())
                .param("url", url)
                .param("users", Long.toString(settings.shape().users()))
                .param("bound", Boolean.toString(bound))
                .param("distance", Integer.toString(settings.distance()))
                .threads(fork.threads())
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
