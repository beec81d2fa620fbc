package io.github.useremails.legacy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Each public method of the application called once, and what it changed taken back. */
final class ApplicationRun {

    private final Connection connection;
    private final Frameworks frameworks;
    private final CompiledApplication application;

    ApplicationRun(Connection connection, Frameworks frameworks, CompiledApplication application) {
        this.connection = connection;
        this.frameworks = frameworks;
        this.application = application;
    }

    /** Told of each call, after it. */
    @FunctionalInterface
    interface Observer {
        void called(Finding.Named method, Optional<Throwable> failure) throws SQLException;
    }

    void observedBy(Observer observer) throws Exception {
        for (Class<?> type : application.classes()) {
            Optional<Object> object =
                    Modifier.isAbstract(type.getModifiers()) ? Optional.empty() : frameworks.create(type);
            if (object.isPresent()) {
                for (Method method : methods(type)) {
                    Optional<Throwable> failure = call(method, object.get());
                    // A framework that fails may leave it otherwise.
                    connection.setAutoCommit(false);
                    connection.rollback();
                    observer.called(CompiledApplication.named(type.getName() + "." + method.getName()), failure);
                }
            }
        }
    }

    private static List<Method> methods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method ->
                        Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !method.isBridge())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Optional<Throwable> call(Method method, Object object) throws ReflectiveOperationException {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            arguments.add(argument(type));
        }
        try {
            method.invoke(object, arguments.toArray());
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(e.getTargetException());
        }
    }

    private static Object argument(Class<?> type) throws ReflectiveOperationException {
        if (type == long.class) {
            return 1L;
        }
        return type == String.class ? "kim@mail.example" : type.getConstructor().newInstance();
    }
}
