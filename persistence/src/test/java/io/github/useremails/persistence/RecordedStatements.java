package io.github.useremails.persistence;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Remembers the SQL that goes through a connection. */
final class RecordedStatements {

    private final List<String> statements = new ArrayList<>();

    Connection of(Connection connection) {
        InvocationHandler recording = (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                statements.add((String) arguments[0]);
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (Connection)
                Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, recording);
    }

    String last() {
        return statements.get(statements.size() - 1);
    }
}
