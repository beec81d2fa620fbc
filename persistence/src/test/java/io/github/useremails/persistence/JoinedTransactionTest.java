package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users in the transactions of the application. */
class JoinedTransactionTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static HikariDataSource pool;
    private static DSLContext jooq;
    private static JooqUsers users;

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
        jooq = DSL.using(pool, SQLDialect.POSTGRES);
        users = JooqUsers.joining(jooq.configuration());
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    /** Each call is in a transaction by itself. */
    @Override
    public Users users() {
        InvocationHandler inTransaction = (proxy, method, arguments) ->
                jooq.transactionResult(transaction -> invoked(users.in(transaction), method, arguments));
        return (Users)
                Proxy.newProxyInstance(Users.class.getClassLoader(), new Class<?>[] {Users.class}, inTransaction);
    }

    private static Object invoked(Users users, Method method, Object[] arguments) throws Exception {
        try {
            return method.invoke(users, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @Override
    public StoredUsers stored() {
        return new StoredUsers(database::dataSource, "public");
    }
}
