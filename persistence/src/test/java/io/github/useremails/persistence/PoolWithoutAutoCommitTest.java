package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users over a pool whose connections begin transactions by themselves. */
class PoolWithoutAutoCommitTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static HikariDataSource pool;
    private static JooqUsers users;

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource(), config -> config.setAutoCommit(false));
        users = JooqUsers.over(pool);
    }

    @AfterAll
    static void disconnect() {
        pool.close();
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public EmailConfirmations confirmations() {
        return users.confirmations();
    }

    @Override
    public StoredUsers stored() {
        return new StoredUsers(database::dataSource, UsersTable.standard());
    }
}
