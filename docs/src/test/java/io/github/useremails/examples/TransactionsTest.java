package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

class TransactionsTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final DataSource dataSource = database.dataSource();
    private final EmailAddress mail = EmailAddress.parse("ann@mail.example");

    @Test
    void usersJoinATransactionOfJooq() {
        // example: joining jOOQ
        DSLContext jooq = DSL.using(dataSource, SQLDialect.POSTGRES);
        PostgresUserEmails emails = PostgresUserEmails.joining(jooq.configuration()); // made once

        User ann = jooq.transactionResult(transaction -> {
            User registered = emails.in(transaction).users().register(mail);
            insertProfile(transaction.dsl(), registered.id()); // your own rows: both are there, or neither
            return registered;
        });
        // end
        assertThat(emails.users().find(ann.id())).contains(ann);
    }

    @Test
    void usersJoinATransactionOfSpring() {
        // example: joining Spring
        DataSource managed = new TransactionAwareDataSourceProxy(dataSource);
        PostgresUserEmails emails = PostgresUserEmails.joining(
                DSL.using(managed, SQLDialect.POSTGRES).configuration());

        // The same inside a method that is @Transactional.
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        User ann = transaction.execute(status -> emails.users().register(mail));
        // end
        assertThat(emails.users().find(ann.id())).contains(ann);
    }

    @Test
    void aTestCanSetTheClock() {
        // example: a clock for tests
        InstantSource clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        PostgresUserEmails emails =
                PostgresUserEmails.builder(dataSource).clock(clock).build();
        // end
        assertThat(emails.users().register(mail).emailAddresses().get(0).createdAt())
                .isEqualTo(clock.instant());
    }

    private static void insertProfile(DSLContext jooq, UserId user) {
        jooq.execute("create table profiles (user_id bigint)");
        jooq.execute("insert into profiles values (?)", user.value());
    }
}
