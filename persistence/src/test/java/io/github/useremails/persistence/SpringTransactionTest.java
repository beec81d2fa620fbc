package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** Users in the transactions of a Spring application. */
class SpringTransactionTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");

    private static HikariDataSource pool;
    private static TransactionTemplate transaction;
    private static PostgresUserEmails emails;

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
        transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        emails = PostgresUserEmails.joining(DSL.using(new TransactionAwareDataSourceProxy(pool), SQLDialect.POSTGRES)
                .configuration());
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
    }

    @Test
    void aChangeIsThereAfterTheCommitAndNotBefore() {
        UserId ann = transaction.execute(status -> {
            UserId id = emails.users().register(MAIL).id();
            assertThat(emails.users().find(id)).isPresent();
            assertThat(stored.addresses()).isZero();
            return id;
        });

        assertThat(emails.users().find(ann).flatMap(User::primaryEmail)).contains(MAIL);
    }

    @Test
    void aChangeGoesWithTheTransactionThatIsRolledBack() {
        transaction.executeWithoutResult(status -> {
            emails.users().register(MAIL);
            status.setRollbackOnly();
        });

        assertThat(stored.addresses()).isZero();
    }

    @Test
    void severalUsersChangeTogether() {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
        UserId zoe = stored.aUser(confirmed("zoe@mail.example").andPrimary());
        EmailAddress shared = EmailAddress.parse("office@school.example");

        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                    emails.users()
                            .update(
                                    ann,
                                    (user, now) -> user.addEmail(shared, now).confirmEmail(shared, now));
                    emails.users()
                            .update(
                                    zoe,
                                    (user, now) -> user.addEmail(shared, now).confirmEmail(shared, now));
                }));

        assertThat(stored.addresses()).isEqualTo(2);
    }

    @Test
    void aLookupNeedsNoTransaction() {
        stored.aUser(confirmed("ann@mail.example").andPrimary());

        assertThat(emails.users().withEmail(MAIL)).isPresent();
    }

    @Test
    void aChangeWithoutATransactionIsRefused() {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());
        List<ThrowingCallable> changes = List.of(
                () -> emails.users().update(ann, (user, now) -> user),
                () -> emails.users().register(EmailAddress.parse("bob@mail.example")),
                () -> emails.users().erase(ann),
                () -> emails.upkeep().removeUnconfirmed(10));

        for (ThrowingCallable change : changes) {
            assertThatIllegalStateException().isThrownBy(change).withMessageContaining("no transaction was running");
        }
        assertThat(emails.users().firstPage(10)).hasSize(1);
        assertThat(emails.users().withEmail(MAIL)).isPresent();
    }
}
