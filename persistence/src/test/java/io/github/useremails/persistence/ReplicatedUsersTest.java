package io.github.useremails.persistence;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.upkeep.Upkeep;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Users over a primary and a replica: with a position to start from, they promise all that users promise. */
@Tag("slow")
class ReplicatedUsersTest implements UsersContract {

    private static HikariDataSource primary;
    private static HikariDataSource replica;
    private static PostgresUserEmails emails;

    @BeforeAll
    static void connect() {
        primary = Pool.over(ReplicatedServers.primary());
        replica = Pool.over(ReplicatedServers.replica());
        emails = PostgresUserEmails.builder(primary).replica(replica).build();
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
        return emails.notBefore(emails.writePosition()).users();
    }

    @Override
    public EmailConfirmations confirmations() {
        return emails.confirmations();
    }

    @Override
    public Upkeep upkeep() {
        return emails.upkeep();
    }

    @Override
    public StoredUsers stored() {
        return ReplicatedServers.stored();
    }
}
