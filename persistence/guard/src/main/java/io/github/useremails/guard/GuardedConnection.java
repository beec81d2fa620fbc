package io.github.useremails.guard;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * Wraps a connection, or a statement of one, and checks the SQL that is passed in. A proxy, so that
 * it forwards every method of JDBC; their exceptions are thrown unchanged.
 */
final class GuardedConnection implements InvocationHandler {

    private final Wrapper guarded;
    private final @Nullable Connection connection;
    private final ColumnGuard guard;

    /** A statement refers to its guarded connection; a connection has none. */
    private GuardedConnection(Wrapper guarded, @Nullable Connection connection, ColumnGuard guard) {
        this.guarded = guarded;
        this.connection = connection;
        this.guard = guard;
    }

    static Connection over(Connection connection, ColumnGuard guard) {
        return proxy(Connection.class, new GuardedConnection(connection, null, guard));
    }

    private static <T> T proxy(Class<T> type, GuardedConnection handler) {
        return type.cast(
                Proxy.newProxyInstance(GuardedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement",
                    "prepareCall",
                    "addBatch",
                    "execute",
                    "executeQuery",
                    "executeUpdate",
                    "executeLargeUpdate" -> checkSql(arguments);
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "getConnection" -> {
                Object unguarded = forward(method, arguments);
                return unguarded == null ? null : connection;
            }
            default -> {}
        }
        Object result = forward(method, arguments);
        return result instanceof Statement statement && connection == null
                ? proxy(method.getReturnType(), new GuardedConnection(statement, (Connection) proxy, guard))
                : result;
    }

    private void checkSql(Object @Nullable [] arguments) {
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
            guard.check(sql);
        }
    }

    private @Nullable Object forward(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(guarded, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
