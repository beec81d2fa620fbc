package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class OwnTableTest {

    private final EmailAddress mail = EmailAddress.parse("ann@mail.example");
    private final EmailAddress taken = EmailAddress.parse("bob@mail.example");

    private Database database;
    private DataSource dataSource;
    private TransactionTemplate transaction;

    /** As Spring Boot makes it. */
    private DSLContext jooq;

    private PostgresUserEmails emails;

    @BeforeEach
    void createTheTable() throws SQLException {
        database = Databases.shared().create();
        database.execute("create sequence users_seq increment by 50;"
                + " create table users (id bigint primary key default nextval('users_seq'), full_name text not null)");
        dataSource = database.dataSource();
        Migrations.of(dataSource).migrate();
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        jooq = DSL.using(new TransactionAwareDataSourceProxy(dataSource), SQLDialect.POSTGRES);
        emails = PostgresUserEmails.joining(jooq.configuration());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void aRowOfTheApplicationIsInsertedFirst() {
        // example: your own row
        User ann = transaction.execute(status -> {
            long id = jooq.fetchSingle("insert into users values (nextval('users_seq'), 'Ann') returning id")
                    .into(long.class);
            return emails.users().update(new UserId(id), (user, now) -> user.addEmail(mail, now));
        });
        // end
        assertThat(emails.users().find(ann.id())).contains(ann);
        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> PostgresUserEmails.over(dataSource).users().register(taken))
                .withMessageContaining("column full_name of table users needs a value");
    }

    @Test
    void beansOfSpringShareTheTransaction() {
        // example: beans
        PostgresUserEmails emails =
                PostgresUserEmails.builder(jooq.configuration()).recordEvents().build();
        EventOutbox outbox = PostgresUserEmails.builder(dataSource) // the pool itself, never a transaction-aware proxy
                .recordEvents()
                .build()
                .outbox();
        // end
        UserId ann = insertedUser(1);
        transaction.executeWithoutResult(status -> emails.users().update(ann, (user, now) -> user.addEmail(mail, now)));
        assertThat(outbox.claim(10, Duration.ofMinutes(1))).isNotEmpty();
    }

    @Test
    void aRefusedChangeLeavesTheTransactionUsable() throws SQLException {
        UserId ann = insertedUser(1);
        UserId bob = insertedUser(2);
        transaction.executeWithoutResult(status -> emails.users()
                .update(bob, (user, now) -> user.addEmail(taken, now).confirmEmail(taken, now)));
        // example: a refusal inside a transaction
        transaction.executeWithoutResult(status -> {
            try {
                emails.users()
                        .update(ann, (user, now) -> user.addEmail(taken, now).confirmEmail(taken, now));
            } catch (EmailAddressClaimedException e) {
                jooq.execute("update users set full_name = 'Ann, address refused' where id = ?", ann.value());
            }
        });
        // end
        assertThat(database.query("select full_name from users where id = 1").get(0))
                .containsExactly("Ann, address refused");
        assertThat(emails.users().find(ann).map(User::emailAddresses))
                .hasValueSatisfying(found -> assertThat(found).isEmpty());
    }

    @Test
    void severalStatementsAreUndoneTogetherByANestedTransaction() throws SQLException {
        UserId ann = insertedUser(1);
        UserId bob = insertedUser(2);
        transaction.executeWithoutResult(status -> emails.users()
                .update(bob, (user, now) -> user.addEmail(taken, now).confirmEmail(taken, now)));
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        // example: several statements that are undone together
        TransactionTemplate nested = new TransactionTemplate(transactions);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED); // @Transactional(propagation = NESTED)

        transaction.executeWithoutResult(status -> {
            try {
                nested.executeWithoutResult(inner -> {
                    jooq.execute("update users set full_name = 'Ann of Mail' where id = ?", ann.value());
                    emails.users()
                            .update(
                                    ann,
                                    (user, now) -> user.addEmail(taken, now).confirmEmail(taken, now));
                });
            } catch (EmailAddressClaimedException e) {
                jooq.execute("update users set full_name = full_name || ', refused' where id = ?", ann.value());
            }
        });
        // end
        assertThat(database.query("select full_name from users where id = 1").get(0))
                .containsExactly("Person 1, refused");
    }

    @Test
    void aRowOfAPersistenceContextIsFlushedFirst() {
        try (SessionFactory sessions = sessions();
                Session entities = sessions.openSession()) {
            entities.beginTransaction();
            PostgresUserEmails emails = entities.doReturningWork(connection -> PostgresUserEmails.joining(
                    DSL.using(connection, SQLDialect.POSTGRES).configuration()));
            Account unflushed = new Account("Bob");
            entities.persist(unflushed);
            assertThatExceptionOfType(UnknownUserException.class)
                    .isThrownBy(() -> emails.users()
                            .update(new UserId(unflushed.getId()), (user, now) -> user.addEmail(taken, now)))
                    .withMessageContaining("flush");
            // example: flush first
            Account account = new Account("Ann");
            entities.persist(account);
            entities.flush(); // with Spring Data: repository.saveAndFlush(account)
            User ann = emails.users().update(new UserId(account.getId()), (user, now) -> user.addEmail(mail, now));
            // end
            entities.getTransaction().commit();
            assertThat(PostgresUserEmails.over(dataSource).users().find(ann.id()))
                    .contains(ann);
        }
    }

    private SessionFactory sessions() {
        return new Configuration()
                .addAnnotatedClass(Account.class)
                .setProperty(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, "false")
                .buildSessionFactory(new StandardServiceRegistryBuilder()
                        .applySetting(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
                        .build());
    }

    private UserId insertedUser(long id) {
        jooq.execute("insert into users values (?, ?)", id, "Person " + id);
        return new UserId(id);
    }

    /** An entity of the application. */
    @Entity
    @Table(name = "users")
    static class Account {

        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "users_seq")
        private long id;

        @Column(name = "full_name")
        private String name = "";

        Account() {}

        Account(String name) {
            this.name = name;
        }

        long getId() {
            return id;
        }
    }
}
