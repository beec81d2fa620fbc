package io.github.useremails.guard;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the application among the stack frames of libraries. */
final class Callers {

    private static final String GUARD = Callers.class.getPackageName();
    private static final String MODULES = GUARD.substring(0, GUARD.lastIndexOf('.') + 1);
    private static final String PERSISTENCE = MODULES + "persistence";
    private static final String MIGRATIONS = MODULES + "migrations";
    private static final String COMMAND = MODULES + "command";
    private static final List<String> LIBRARIES = List.of(
            "java",
            "javax",
            "jdk",
            "sun",
            "com.sun",
            "jakarta",
            "kotlin",
            "scala",
            "groovy",
            "org.jooq",
            "org.postgresql",
            "com.zaxxer",
            "org.springframework",
            "org.hibernate",
            "org.eclipse.persistence",
            "org.apache",
            "org.flywaydb",
            "org.jdbi",
            "org.mybatis",
            "io.r2dbc",
            "reactor",
            "io.micrometer",
            "io.opentelemetry",
            "net.ttddyy",
            "com.p6spy",
            "org.junit");
    private static final StackTraceElement UNKNOWN = new StackTraceElement("(unknown)", "(unknown)", null, -1);
    private static final StackWalker WALKER = StackWalker.getInstance();

    private final List<String> packages;

    Callers(List<String> packages) {
        this.packages = packages;
    }

    /** Empty if this library itself sent the statement. */
    Optional<StackTraceElement> ofStatement() {
        Optional<StackFrame> sender = first(frame -> isOwn(frame) || isApplication(frame));
        if (sender.filter(Callers::isOwn).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(sender.or(() -> first(Callers::isNoLibrary))
                .map(StackFrame::toStackTraceElement)
                .orElse(UNKNOWN));
    }

    /** The first frame is the accessor itself. */
    StackTraceElement ofAccessor() {
        return WALKER.walk(frames ->
                        withoutGuard(frames).skip(1).filter(this::isApplication).findFirst())
                .or(() -> WALKER.walk(frames -> withoutGuard(frames)
                        .skip(1)
                        .filter(Callers::isNoLibrary)
                        .findFirst()))
                .map(StackFrame::toStackTraceElement)
                .orElse(UNKNOWN);
    }

    StackTraceElement[] applicationFrames() {
        return WALKER.walk(frames -> withoutGuard(frames)
                .filter(this::isApplication)
                .map(StackFrame::toStackTraceElement)
                .toArray(StackTraceElement[]::new));
    }

    private static Optional<StackFrame> first(Predicate<StackFrame> wanted) {
        return WALKER.walk(frames -> withoutGuard(frames).filter(wanted).findFirst());
    }

    private static Stream<StackFrame> withoutGuard(Stream<StackFrame> frames) {
        return frames.filter(frame -> !packageOf(frame).equals(GUARD));
    }

    private boolean isApplication(StackFrame frame) {
        if (packages.isEmpty()) {
            return isNoLibrary(frame);
        }
        return !isGenerated(frame) && packages.stream().anyMatch(prefix -> isIn(frame, prefix));
    }

    private static boolean isNoLibrary(StackFrame frame) {
        return !isGenerated(frame) && LIBRARIES.stream().noneMatch(prefix -> isIn(frame, prefix));
    }

    private static boolean isOwn(StackFrame frame) {
        return isIn(frame, PERSISTENCE) || isIn(frame, MIGRATIONS) || isIn(frame, COMMAND);
    }

    /** A proxy that a framework generates for a class has the name of the class's package. */
    private static boolean isGenerated(StackFrame frame) {
        return frame.getClassName().contains("$$");
    }

    private static boolean isIn(StackFrame frame, String prefix) {
        String name = frame.getClassName();
        return name.startsWith(prefix) && (name.length() == prefix.length() || name.charAt(prefix.length()) == '.');
    }

    private static String packageOf(StackFrame frame) {
        String name = frame.getClassName();
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }
}
