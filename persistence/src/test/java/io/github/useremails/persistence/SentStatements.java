package io.github.useremails.persistence;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Remembers the statements that are run on a connection, each by itself, with the values of their parameters. */
final class SentStatements {

    private final List<Sent> sent = new ArrayList<>();

    /**
     * One statement.
     *
     * @param sql with JDBC's question marks
     * @param types of the parameters, in SQL
     * @param values of the parameters, in SQL
     */
    record Sent(String sql, List<String> types, List<String> values) {

        private static final Pattern KIND = Pattern.compile("(?:with .*? as \\()?(\\w+).*", Pattern.DOTALL);

        /** {@return what it does first, such as select, insert, update, delete or commit} */
        String kind() {
            Matcher matcher = KIND.matcher(sql);
            if (!matcher.matches()) {
                throw new IllegalStateException("no statement: " + sql);
            }
            return matcher.group(1);
        }
    }

    Connection of(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoked(connection, method, arguments);
            return result instanceof PreparedStatement statement ? of(statement, (String) arguments[0]) : result;
        });
    }

    /** What was run since the last time. */
    List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The text of the last one. */
    String last() {
        return sent.get(sent.size() - 1).sql();
    }

    /** The statements that travel together, in one text. */
    static List<String> each(String sql) {
        return List.of(sql.split("; ", -1));
    }

    private PreparedStatement of(PreparedStatement statement, String sql) {
        TreeMap<Integer, @Nullable Object> values = new TreeMap<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments != null && arguments.length == 2) {
                values.put((Integer) arguments[0], arguments[1]);
            }
            if (method.getName().startsWith("execute")) {
                add(sql, new ArrayList<>(values.values()));
            }
            return invoked(statement, method, arguments);
        });
    }

    private void add(String together, List<@Nullable Object> values) throws SQLException {
        int first = 0;
        for (String sql : each(together)) {
            int parameters = (int) sql.chars().filter(c -> c == '?').count();
            List<String> types = new ArrayList<>();
            List<String> literals = new ArrayList<>();
            for (Object value : values.subList(first, first + parameters)) {
                types.add(type(value));
                literals.add(literal(value));
            }
            sent.add(new Sent(sql, types, literals));
            first += parameters;
        }
    }

    private static String type(@Nullable Object value) throws SQLException {
        if (value instanceof Long) {
            return "bigint";
        }
        if (value instanceof Integer) {
            return "integer";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof OffsetDateTime) {
            return "timestamptz";
        }
        if (value instanceof byte[]) {
            return "bytea";
        }
        if (value instanceof Array array) {
            return array.getBaseTypeName() + "[]";
        }
        return value == null ? "unknown" : "text";
    }

    private static String literal(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text = value instanceof byte[] bytes ? "\\x" + HexFormat.of().formatHex(bytes) : value.toString();
        return "'" + text.replace("'", "''") + "'";
    }

    @FunctionalInterface
    private interface Invocation {
        @Nullable
        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Invocation invocation) {
        InvocationHandler handler = (proxy, method, arguments) -> invocation.of(method, arguments);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object invoked(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
