package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users in another schema, table and key, seen by the application's role in a session that is set up against us. */
class HostileSessionTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inCustomTable();

    private static HikariDataSource pool;
    private static PostgresUserEmails emails;

    @BeforeAll
    static void connect() {
        pool = Pool.over(
                database.asRole("useremails_app"),
                config -> config.setConnectionInitSql("set search_path = ''; set time zone 'Asia/Kathmandu';"
                        + " set standard_conforming_strings = off; set enable_indexscan = off"));
        emails = PostgresUserEmails.builder(pool) /*UsersSettings.standard().withTable(Migrated.CUSTOM_TABLE)*/
                .build();
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @Override
    public Users users() {
        return emails;
    }

    @Override
    public EmailConfirmations confirmations() {
        return emails.confirmations();
    }

    @Override
    public StoredUsers stored() {
        return new StoredUsers(database::dataSource, Migrated.CUSTOM_TABLE);
    }
}
