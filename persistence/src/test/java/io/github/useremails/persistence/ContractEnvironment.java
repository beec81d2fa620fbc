package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A database, and the library over it, for the time of one setting. */
record ContractEnvironment(
        Database database, UsersTable table, HikariDataSource pool, PostgresUserEmails emails, boolean joined)
        implements AutoCloseable {

    /** A part of the library whose calls are over, and committed, when they return. */
    <T> T part(Class<T> type, Function<PostgresUserEmails, T> part) {
        return joined ? eachCallInATransaction(type, part) : part.apply(emails);
    }

    StoredUsers stored() {
        return new StoredUsers(database::dataSource, table);
    }

    private <T> T eachCallInATransaction(Class<T> type, Function<PostgresUserEmails, T> part) {
        DSLContext jooq = DSL.using(pool, SQLDialect.POSTGRES);
        InvocationHandler handler = (proxy, method, arguments) ->
                jooq.transactionResult(transaction -> invoked(part.apply(emails.in(transaction)), method, arguments));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoked(Object part, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(part, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @Override
    public void close() throws SQLException {
        pool.close();
        database.close();
    }
}
