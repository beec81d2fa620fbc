package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.UnknownUserException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Row-level security separates two tenants, as the page about it does. The library knows nothing of them. */
class TenantsTest {

    private static final Path SCRIPT = Path.of("../docs/operations/row-level-security/tenants.sql");

    private static final EmailAddress ANN = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress BOB = EmailAddress.parse("bob@mail.example");

    private Database database;
    private PostgresUserEmails ours;
    private PostgresUserEmails theirs;

    @BeforeEach
    void separateTheTenants() throws Exception {
        database = Databases.shared().copyOf("users of two tenants", TenantsTest::prepare);
        database.execute(Files.readString(SCRIPT));
        ours = of(1);
        theirs = of(2);
    }

    private static void prepare(Database template) throws SQLException {
        template.execute("create table users (id bigint generated always as identity primary key,"
                + " tenant integer not null default nullif(current_setting('app.tenant', true), '')::integer)");
        Migrations.of(template.directDataSource()).withRoles().migrate();
    }

    @AfterEach
    void dropDatabase() throws Exception {
        database.close();
    }

    @Test
    void aTenantFindsItsOwnUsersOnly() throws Exception {
        UserId ann = confirmed(ours, ANN);
        UserId bob = confirmed(theirs, BOB);

        assertThat(ours.users().withEmail(ANN.value())).map(User::id).contains(ann);
        assertThat(ours.users().withEmail(BOB.value())).isEmpty();
        assertThat(ours.users().find(bob)).isEmpty();
        assertThat(theirs.users().withEmail(BOB.value())).map(User::id).contains(bob);
    }

    @Test
    void aUserOfAnotherTenantIsUnknownToEveryChange() throws Exception {
        UserId ann = confirmed(ours, ANN);
        UserId bob = confirmed(theirs, BOB);

        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> ours.users().update(bob, (user, now) -> user.removeEmail(BOB)));
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> ours.users().merge(bob, ann));
        assertThatExceptionOfType(UnknownUserException.class)
                .isThrownBy(() -> ours.users().merge(ann, bob));
        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> ours.users().erase(bob))
                .satisfies(error -> assertThat(error.sqlState()).contains("42501"));
        assertThat(theirs.users().withEmail(BOB.value())).map(User::id).contains(bob);
        assertThat(ours.users().withEmail(ANN.value())).map(User::id).contains(ann);
    }

    @Test
    void anAddressBelongsToOneUserOfAllTenants() throws Exception {
        confirmed(theirs, BOB);

        UserId entered = ours.users().register(BOB).id();

        assertThat(ours.users().withEmail(BOB.value())).isEmpty();
        assertThatExceptionOfType(EmailAddressClaimedException.class)
                .isThrownBy(() -> ours.users().update(entered, (user, now) -> user.confirmEmail(BOB, now)));
    }

    @Test
    void everyChangeOfAnOwnUserWorks() throws Exception {
        UserId ann = confirmed(ours, ANN);
        UserId other = confirmed(ours, BOB);

        ours.users().update(ann, (user, now) -> user.addEmail(EmailAddress.parse("new@mail.example"), now));
        ours.users().merge(other, ann);
        ours.users().update(ann, (user, now) -> user.makePrimary(BOB));

        assertThat(ours.users().primaryEmail(ann)).contains(BOB);
        assertThat(database.query("select * from user_email_inconsistencies")).isEmpty();
        ours.users().erase(ann);
        assertThat(database.query("select 1 from user_email_addresses")).isEmpty();
        assertThat(database.query("select distinct h.user_id from user_email_address_history h"))
                .isEmpty();
    }

    private static UserId confirmed(PostgresUserEmails emails, EmailAddress address) {
        UserId id = emails.users().register(address).id();
        emails.users().update(id, (user, now) -> user.confirmEmail(address, now));
        return id;
    }

    private PostgresUserEmails of(int tenant) {
        PGSimpleDataSource dataSource = database.directDataSource();
        dataSource.setOptions("-c role=useremails_app -c app.tenant=" + tenant);
        return PostgresUserEmails.over(dataSource);
    }
}
