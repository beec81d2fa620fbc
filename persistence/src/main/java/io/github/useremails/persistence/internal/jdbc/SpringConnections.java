package io.github.useremails.persistence.internal.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Recognizes connections of Spring by name, since the library does not depend on it. */
final class SpringConnections {

    private static final String TRANSACTION_AWARE =
            "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy$";

    private SpringConnections() {}

    /** Whether the connection is that of Spring's transaction, if one is running. */
    static boolean joinsTransactions(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection).getClass().getName().startsWith(TRANSACTION_AWARE);
    }
}
