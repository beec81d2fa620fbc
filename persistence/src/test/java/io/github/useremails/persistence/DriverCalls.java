package io.github.useremails.persistence;

import io.github.useremails.domain.Users;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Counts how many frames of the library lie between its caller and the driver, at the deepest call of the driver. */
final class DriverCalls {

    private static final Set<@Nullable CodeSource> LIBRARY =
            new HashSet<>(List.of(sourceOf(Users.class), sourceOf(PostgresUserEmails.class)));

    private static final List<Class<?>> DRIVER =
            List.of(DataSource.class, Connection.class, PreparedStatement.class, ResultSet.class);

    private List<String> deepest = List.of();

    DataSource of(DataSource dataSource) {
        return proxy(DataSource.class, dataSource);
    }

    /** The frames since the last time, the innermost first. */
    List<String> takeDeepest() {
        List<String> taken = deepest;
        deepest = List.of();
        return taken;
    }

    private <T> T proxy(Class<T> type, T target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            List<String> frames = frames();
            deepest = frames.size() > deepest.size() ? frames : deepest;
            try {
                return watched(method.getReturnType(), method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private @Nullable Object watched(Class<?> type, @Nullable Object result) {
        return result != null && DRIVER.contains(type) ? watchedAs(type, result) : result;
    }

    private <T> T watchedAs(Class<T> type, Object result) {
        return proxy(type, type.cast(result));
    }

    private static List<String> frames() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(stack -> stack.filter(frame -> LIBRARY.contains(
                                frame.getDeclaringClass().getProtectionDomain().getCodeSource()))
                        .filter(frame -> !isBridge(frame))
                        .map(frame -> frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName())
                        .toList());
    }

    /** What the compiler adds for a generic interface, and no reader steps into. */
    private static boolean isBridge(StackWalker.StackFrame frame) {
        return Arrays.stream(frame.getDeclaringClass().getDeclaredMethods())
                .anyMatch(method -> method.isBridge()
                        && method.getName().equals(frame.getMethodName())
                        && method.getReturnType().equals(frame.getMethodType().returnType()));
    }

    private static CodeSource sourceOf(Class<?> type) {
        return Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
    }
}
