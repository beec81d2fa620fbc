package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users over a pool, the library's own transactions. */
class OwnTransactionTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static HikariDataSource pool;
    private static PostgresUserEmails emails;

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
        emails = PostgresUserEmails.over(pool);
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
        return new StoredUsers(database::dataSource, UsersTable.standard());
    }
}
