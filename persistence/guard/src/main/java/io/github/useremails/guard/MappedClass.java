package io.github.useremails.guard;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A class that an ORM maps to a table, read by the simple names of its annotations, without the ORM's library. */
final class MappedClass {

    private static final Set<String> TABLES = Set.of("Table", "SecondaryTable");
    private static final Set<String> COLUMNS = Set.of("Column", "JoinColumn");
    private static final Set<String> EMBEDDED = Set.of("Embedded", "EmbeddedId");

    private final Class<?> mapped;

    private MappedClass(Class<?> mapped) {
        this.mapped = mapped;
    }

    static MappedClass of(Class<?> mapped) {
        return new MappedClass(mapped);
    }

    /** The fields and getters mapped to a column, such as {@code com.example.User.email}. */
    Stream<String> mappingsOf(IgnoredColumn column) {
        if (!isTable(column.table())) {
            return Stream.empty();
        }
        return members(mapped, new HashSet<>())
                .filter(member -> isColumn(member, column.column()))
                .map(member -> member.getDeclaringClass().getName() + "." + member.getName())
                .distinct();
    }

    private boolean isTable(String table) {
        boolean named = Stream.of(mapped.getAnnotations())
                .filter(annotation -> TABLES.contains(simpleName(annotation)))
                .anyMatch(annotation -> name(annotation).isPresent());
        if (!named) {
            return isSame(mapped.getSimpleName(), table);
        }
        return Stream.of(mapped.getAnnotations())
                .filter(annotation -> TABLES.contains(simpleName(annotation)))
                .anyMatch(annotation ->
                        name(annotation).filter(name -> isSame(name, table)).isPresent());
    }

    private static Stream<Member> members(Class<?> type, Set<Class<?>> seen) {
        if (type == Object.class || !seen.add(type)) {
            return Stream.empty();
        }
        Stream<Member> own = Stream.concat(Stream.of(type.getDeclaredFields()), Stream.of(type.getDeclaredMethods()));
        Stream<Member> embedded = Stream.of(type.getDeclaredFields())
                .filter(field -> has(field, EMBEDDED) || has(field.getType(), Set.of("Embeddable")))
                .flatMap(field -> members(field.getType(), seen));
        Class<?> above = type.getSuperclass();
        Stream<Member> inherited = above == null ? Stream.empty() : members(above, seen);
        return Stream.of(own, embedded, inherited).flatMap(members -> members);
    }

    private static boolean isColumn(Member member, String column) {
        if (Modifier.isStatic(member.getModifiers())
                || Modifier.isTransient(member.getModifiers())
                || member.isSynthetic()) {
            return false;
        }
        AnnotatedElement element = (AnnotatedElement) member;
        if (has(element, Set.of("Transient"))) {
            return false;
        }
        Optional<String> named = Stream.of(element.getAnnotations())
                .filter(annotation -> COLUMNS.contains(simpleName(annotation)))
                .flatMap(annotation -> name(annotation).stream())
                .findFirst();
        if (named.isPresent()) {
            return isSame(named.get(), column);
        }
        // Only annotations make a method a mapping: otherwise it may compute its result.
        boolean isMapped = member instanceof Field || has(element, COLUMNS);
        return isMapped && isSame(member instanceof Method ? property(member.getName()) : member.getName(), column);
    }

    private static String property(String getter) {
        return getter.replaceFirst("^(get|is)(?=[A-Z])", "");
    }

    private static boolean has(AnnotatedElement element, Set<String> names) {
        return Stream.of(element.getAnnotations()).anyMatch(annotation -> names.contains(simpleName(annotation)));
    }

    private static String simpleName(Annotation annotation) {
        return annotation.annotationType().getSimpleName();
    }

    private static Optional<String> name(Annotation annotation) {
        return Stream.of("name", "value")
                .flatMap(attribute -> attribute(annotation, attribute).stream())
                .filter(name -> !name.isBlank())
                .findFirst();
    }

    private static Optional<String> attribute(Annotation annotation, String attribute) {
        try {
            Method method = annotation.annotationType().getMethod(attribute);
            method.setAccessible(true);
            return method.invoke(annotation) instanceof String text ? Optional.of(text) : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "cannot read " + annotation.annotationType().getName(), e);
        }
    }

    private static boolean isSame(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.replaceAll("[_\"`]", "").toLowerCase(Locale.ROOT);
    }
}
