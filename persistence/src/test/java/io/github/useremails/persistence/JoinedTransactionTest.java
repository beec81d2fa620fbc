package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users in the transactions of the application. */
class JoinedTransactionTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static HikariDataSource pool;
    private static DSLContext jooq;
    private static PostgresUserEmails emails;

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
        jooq = DSL.using(pool, SQLDialect.POSTGRES);
        emails = PostgresUserEmails.joining(jooq.configuration());
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @Override
    public Users users() {
        return eachCallInATransaction(Users.class, joined -> joined);
    }

    @Override
    public EmailConfirmations confirmations() {
        return eachCallInATransaction(EmailConfirmations.class, PostgresUserEmails::confirmations);
    }

    private static <T> T eachCallInATransaction(Class<T> type, Function<PostgresUserEmails, T> part) {
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
    public StoredUsers stored() {
        return new StoredUsers(database::dataSource, UsersTable.standard());
    }

    /** What the user gave up before does not go to the other one, and its history stays. */
    @Test
    void aUserWhoseAddressWentInTheTransactionIsMerged() {
        EmailAddress gone = EmailAddress.parse("gone-before-the-merge@mail.example");
        EmailAddress kept = EmailAddress.parse("kept-in-the-merge@mail.example");
        UserId from = confirmed(gone);
        UserId into = confirmed(kept);

        jooq.transaction(transaction -> {
            PostgresUserEmails joined = emails.in(transaction);
            transaction.dsl().execute("delete from user_email_addresses where user_id = " + from.value());
            joined.users().merge(from, into);
        });

        assertThat(users().primaryEmail(from)).isEmpty();
        assertThat(users().primaryEmail(into)).contains(kept);
        assertThat(users().withEmail(gone)).isEmpty();
    }

    private UserId confirmed(EmailAddress address) {
        UserId id = users().register(address).id();
        users().update(id, (user, now) -> user.confirmEmail(address, now));
        return id;
    }
}
