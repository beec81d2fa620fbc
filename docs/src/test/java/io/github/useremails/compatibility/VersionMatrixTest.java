package io.github.useremails.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library with the lowest and the newest version of each dependency, and with those that Spring Boot manages. */
@Tag("slow")
class VersionMatrixTest {

    static List<Stack> stacks() {
        return Stack.all();
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void everyReferenceOfTheReleasedClassesIsThere(Stack stack) {
        assertThat(Links.broken(Stack.released(), stack.jars())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void anApplicationWorksOnTheJavaOfTheTests(Stack stack) throws Exception {
        assumeTrue(Jdk.current().version() >= stack.requiredJava(), "the stack needs a newer Java");

        assertApplicationWorks(stack, Jdk.current());
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void anApplicationWorksOnTheNewestJava(Stack stack) throws Exception {
        Jdk newest = Jdk.newest();
        assumeTrue(newest.version() > Jdk.current().version(), "there is no newer Java here");
        assumeTrue(newest.version() >= stack.requiredJava(), "the stack needs a newer Java");

        assertApplicationWorks(stack, newest);
    }

    private static void assertApplicationWorks(Stack stack, Jdk jdk) throws Exception {
        try (Database database = Databases.shared().create()) {
            Process process = new ProcessBuilder(
                            jdk.java().toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath(stack),
                            Host.class.getName(),
                            database.directJdbcUrl())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).endsWith("passed" + System.lineSeparator());
        }
    }

    private static String classPath(Stack stack) {
        return Stream.of(Stack.released(), List.of(Stack.place(Host.class)), stack.jars())
                .flatMap(List::stream)
                .map(Path::toAbsolutePath)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
