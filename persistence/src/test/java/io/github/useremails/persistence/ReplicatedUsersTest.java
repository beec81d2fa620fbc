package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Users over a primary and a replica: with a position to start from, they promise all that users promise. */
@Tag("slow")
class ReplicatedUsersTest implements UsersContract {

    private static HikariDataSource primary;
    private static HikariDataSource replica;
    private static JooqUsers users;

    @BeforeAll
    static void connect() {
        primary = Pool.over(ReplicatedServers.primary());
        replica = Pool.over(ReplicatedServers.replica());
        users = JooqUsers.over(primary).withReplica(replica);
    }

    @AfterAll
    static void disconnect() {
        primary.close();
        replica.close();
    }

    @Override
    public Users users() {
        // So that it is the replica that answers.
        ReplicatedServers.standby().awaitReplay();
        return users.notBefore(users.writePosition());
    }

    @Override
    public EmailConfirmations confirmations() {
        return users.confirmations();
    }

    @Override
    public StoredUsers stored() {
        return ReplicatedServers.stored();
    }
}
