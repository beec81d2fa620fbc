package io.github.useremails.persistence.internal.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Recognizes connections of Spring by class name, since the library does not depend on Spring. */
final class SpringConnections {

    private static final String TRANSACTION_AWARE =
            "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy$";

    private SpringConnections() {}

    /** Returns whether the connection joins a transaction of Spring if one is running. */
    static boolean joinsTransactions(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection).getClass().getName().startsWith(TRANSACTION_AWARE);
    }
}
