package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.PostgresDatabase;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MergeInTransactionTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private final PostgresUserEmails emails = PostgresUserEmails.over(database.dataSource());

    /** What the user gave up before does not go to the other one, and its history stays. */
    @Test
    void aUserWhoseAddressWentInTheTransactionIsMerged() {
        EmailAddress gone = EmailAddress.parse("gone-before-the-merge@mail.example");
        EmailAddress kept = EmailAddress.parse("kept-in-the-merge@mail.example");
        UserId from = confirmed(gone);
        UserId into = confirmed(kept);

        DSL.using(database.dataSource(), SQLDialect.POSTGRES).transaction(transaction -> {
            PostgresUserEmails joined = emails.in(transaction);
            transaction.dsl().execute("delete from user_email_addresses where user_id = " + from.value());
            joined.users().merge(from, into);
        });

        assertThat(emails.users().primaryEmail(from)).isEmpty();
        assertThat(emails.users().primaryEmail(into)).contains(kept);
        assertThat(emails.users().withEmail(gone)).isEmpty();
    }

    private UserId confirmed(EmailAddress address) {
        UserId id = emails.users().register(address).id();
        emails.users().update(id, (user, now) -> user.confirmEmail(address, now));
        return id;
    }
}
