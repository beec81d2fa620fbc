package io.github.useremails.compatibility;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * An application that runs every script and makes the calls that most applications make. It runs in a process of its
 * own, with the dependencies of one stack, and fails if an answer is wrong.
 */
final class Host {

    private static final EmailAddress ANN = EmailAddress.parse("Ann@mail.example");
    private static final EmailAddress CAREER = EmailAddress.parse("ann@career.example");
    private static final EmailAddress KIM = EmailAddress.parse("kim@mail.example");

    private Host() {}

    public static void main(String[] arguments) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(arguments[0]);
        try (HikariDataSource dataSource = new HikariDataSource(pool)) {
            install(dataSource);
            moveAnOldTable(dataSource);
            PostgresUserEmails emails =
                    PostgresUserEmails.builder(dataSource).recordEvents().build();
            UserId ann = register(emails);
            confirmByToken(emails, ann);
            page(emails, ann);
            joinATransaction(dataSource, ann);
            deliver(emails.outbox());
        }
        System.out.println("passed");
    }

    private static void install(DataSource dataSource) {
        Migrations everything = Migrations.of(dataSource).withRoles().withContract();
        require(everything.pending().size() > 20, "there are scripts to run");
        Migrations.of(dataSource).migrate();
        Migrations.of(dataSource).withRoles().migrate();
        everything.migrate();
        require(everything.migrate() == 0, "a second run changes nothing");
        require(everything.pending().isEmpty(), "nothing is pending");
    }

    /** There and back, since the scripts of a move run nowhere else. */
    private static void moveAnOldTable(DataSource dataSource) {
        DSLContext sql = DSL.using(dataSource, SQLDialect.POSTGRES);
        sql.execute("create schema shop");
        sql.execute("create table shop.users (id bigint primary key, email_address text)");
        sql.execute("insert into shop.users values (1, 'ann@mail.example'), (2, null)");
        Migrations move = Migrations.of(dataSource).inSchema("shop").withRoles();
        require(move.pending().size() > 50, "the scripts of the move are pending");
        move.upToForwarding().migrate();
        move.migrate();
        require(sql.fetchCount(DSL.table("shop.user_email_addresses")) == 1, "the address is copied");
        sql.execute("select shop.waive_contract_check('observation', 'a test')");
        move.withContract().waitingForContract(Duration.ZERO).migrate();
        require(sql.fetch("select * from shop.users").fields().length == 1, "the column is dropped");
    }

    private static UserId register(PostgresUserEmails emails) {
        UserId ann = emails.users().register(ANN).id();
        require(emails.users().withEmail(ANN).isEmpty(), "an unconfirmed address does not match a lookup");
        emails.users().update(ann, (user, now) -> user.confirmEmail(ANN, now));
        require(emails.users().withEmail("ANN@mail.example").isPresent(), "a confirmed address matches in any case");
        emails.users().update(ann, (user, now) -> user.addEmail(CAREER, now));
        return ann;
    }

    private static void confirmByToken(PostgresUserEmails emails, UserId ann) {
        ConfirmationRequest request = emails.confirmations().request(ann, CAREER);
        emails.confirmations().confirm(request.token());
        emails.users().update(ann, (user, now) -> user.makePrimary(CAREER));
        require(emails.users().primaryEmail(ann).equals(Optional.of(CAREER)), "the new primary address is found");
    }

    private static void page(PostgresUserEmails emails, UserId ann) {
        UserId kim = emails.users().register(KIM).id();
        require(emails.users().firstPage(1).size() == 1, "the first page has one user");
        require(emails.users().pageAfter(ann, 10).size() == 1, "the next page has the other user");
        require(emails.users().withEmails(List.of(ANN, CAREER)).size() == 2, "a bulk lookup finds both addresses");
        try {
            emails.users().update(kim, (user, now) -> user.addEmail(CAREER, now).confirmEmail(CAREER, now));
            throw new IllegalStateException("an address was confirmed for two users");
        } catch (EmailAddressClaimedException expected) {
            require(emails.users().find(kim).isPresent(), "the refused change leaves the user as it was");
        }
    }

    private static void joinATransaction(DataSource dataSource, UserId ann) {
        DSL.using(dataSource, SQLDialect.POSTGRES).transaction(transaction -> {
            PostgresUserEmails joined = PostgresUserEmails.joining(transaction);
            joined.users().update(ann, (user, now) -> user.makePrimary(ANN));
            require(joined.users().primaryEmail(ann).equals(Optional.of(ANN)), "the transaction sees its own change");
        });
    }

    private static void deliver(EventOutbox outbox) {
        int delivered = 0;
        for (List<OutboxMessage> batch = claim(outbox); !batch.isEmpty(); batch = claim(outbox)) {
            batch.forEach(outbox::acknowledge);
            delivered += batch.size();
        }
        require(delivered > 4, "the outbox delivers the events");
    }

    private static List<OutboxMessage> claim(EventOutbox outbox) {
        return outbox.claim(100, Duration.ofMinutes(1));
    }

    private static void require(boolean condition, String expectation) {
        if (!condition) {
            throw new IllegalStateException("not true: " + expectation);
        }
    }
}
