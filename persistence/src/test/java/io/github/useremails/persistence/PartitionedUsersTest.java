package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.EmailConfirmations;
import io.github.useremails.domain.Users;
import io.github.useremails.postgres.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The library as it is, over addresses in parts. */
@Tag("slow")
class PartitionedUsersTest implements UsersContract {

    @RegisterExtension
    static final PostgresDatabase database = Partitioned.inPublicSchema();

    private static HikariDataSource pool;
    private static JooqUsers users;

    @BeforeAll
    static void connect() {
        pool = Pool.over(database.dataSource());
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
