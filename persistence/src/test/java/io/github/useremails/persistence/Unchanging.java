package io.github.useremails.persistence;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;

/** Types whose objects stay as they were made, or keep nothing of the calls that go through them. */
final class Unchanging extends DescribedPredicate<JavaClass> {

    private static final Set<String> OF_OTHERS = Set.of(
            // As they are declared: that a factory of unchangeable ones has made them, nobody can see here.
            "java.util.List",
            "java.util.Map",
            "java.util.Set",
            "java.lang.String",
            "java.lang.StackTraceElement",
            "java.lang.StackWalker",
            "java.lang.System$Logger",
            "java.time.Duration",
            "java.util.Comparator",
            "java.util.logging.Logger",
            "java.util.regex.Pattern",
            // Its ranges are written by its factory alone.
            "io.github.useremails.domain.text.CodePointSet",
            // Renders and parses, and has no connection.
            "org.jooq.DSLContext",
            // Random numbers, for any number of threads.
            "java.security.SecureRandom");

    Unchanging() {
        super("a type that does not change");
    }

    @Override
    public boolean test(JavaClass type) {
        return type.isPrimitive()
                || type.isRecord()
                || type.isEnum()
                || OF_OTHERS.contains(type.getName())
                || type.getPackageName().startsWith("io.github.useremails.persistence.internal.schema");
    }
}
