package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.persistence.replica.ReplicaSettings;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.HotStandby;
import io.github.useremails.postgres.Polling;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers, and what an application says to them. */
class ReplicasTest {

    private static EmbeddedServer primary;
    private static HotStandby standby;

    private final EmailAddress mail = EmailAddress.parse("ann@mail.example");
    private final EmailAddress career = EmailAddress.parse("ann@career.example");
    private final AtomicInteger replicaFailures = new AtomicInteger();

    @BeforeAll
    static void start() {
        primary = EmbeddedServer.start();
        Migrations.of(primary.dataSource("postgres")).migrate();
        standby = HotStandby.of(primary);
    }

    @BeforeEach
    void startWithoutUsers() {
        PostgresUserEmails emails = PostgresUserEmails.over(primary.dataSource("postgres"));
        emails.users().firstPage(10).forEach(user -> emails.users().erase(user.id()));
        standby.awaitReplay();
    }

    @AfterAll
    static void stop() {
        standby.close();
        primary.close();
    }

    @Test
    void lookupsGoToAReplica() {
        DataSource primaryPool = primary.dataSource("postgres");
        DataSource replicaPool = standby.server().dataSource("postgres");
        // example: a replica
        PostgresUserEmails emails =
                PostgresUserEmails.builder(primaryPool).replica(replicaPool).build(); // made once

        UserId ann = emails.users().register(mail).id(); // the primary
        List<UserSummary> page = emails.users().firstPage(100); // the replica, where ann may be missing yet
        // end
        assertThat(page).allMatch(user -> user.id().value() <= ann.value());
        // example: reading what one has written
        emails.users().update(ann, (user, now) -> user.confirmEmail(mail, now));
        String kept = emails.writePosition().toString(); // one round trip; into the session or a cookie

        // In the next request of the same visitor, in whatever process:
        PostgresUserEmails current =
                WritePosition.tryParse(kept).map(emails::notBefore).orElse(emails);
        Optional<User> owner = current.users().withEmail(mail); // ann, from the replica if it has come so far
        // end
        assertThat(owner).map(User::id).contains(ann);
        // example: what must be current
        Optional<User> signingIn = emails.onPrimary().users().withEmail(mail);
        // end
        assertThat(signingIn).isEqualTo(owner);
    }

    @Test
    void bothPoolsKnowBothServers() throws SQLException {
        String hosts =
                "localhost:" + primary.port() + ",localhost:" + standby.server().port();
        String database = "postgres?user=postgres";
        // example: the pools
        HikariConfig primary = new HikariConfig();
        primary.setJdbcUrl("jdbc:postgresql://" + hosts + "/" + database
                + "&targetServerType=primary&hostRecheckSeconds=2&connectTimeout=2&socketTimeout=60&tcpKeepAlive=true");
        primary.setConnectionTimeout(5_000);

        HikariConfig replica = new HikariConfig();
        replica.setJdbcUrl(
                "jdbc:postgresql://" + hosts + "/" + database
                        + "&targetServerType=secondary&hostRecheckSeconds=2&connectTimeout=1&socketTimeout=5&tcpKeepAlive=true");
        replica.setConnectionTimeout(500);
        replica.setValidationTimeout(250); // shorter, as the pool asks for
        replica.setMaxLifetime(120_000);
        replica.setInitializationFailTimeout(-1); // the application starts without it, too

        HikariDataSource primaryPool = new HikariDataSource(primary);
        HikariDataSource replicaPool = new HikariDataSource(replica);
        PostgresUserEmails emails = PostgresUserEmails.builder(primaryPool)
                .replica(
                        replicaPool,
                        ReplicaSettings.builder()
                                .pause(Duration.ofSeconds(5))
                                .onSuspended(failure -> replicaFailures.incrementAndGet())
                                .build())
                .build();
        // end
        UserId ann = emails.users().register(mail).id();
        assertThat(emails.notBefore(emails.writePosition()).users().find(ann)).isPresent();
        assertThat(isInRecovery(primaryPool)).isFalse();
        assertThat(isInRecovery(replicaPool)).isTrue();
        primaryPool.close();
        replicaPool.close();
    }

    /** However long the machine takes to connect: the pool of the example gives up early. */
    private static boolean isInRecovery(HikariDataSource pool) throws SQLException {
        while (true) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery("select pg_is_in_recovery()")) {
                return answer.next() && answer.getBoolean(1);
            } catch (SQLTransientException e) {
                Polling.pause();
            }
        }
    }

    @Test
    void aChangeThatSaysWhatIsToBeMayBeRepeated() {
        PostgresUserEmails emails = PostgresUserEmails.over(primary.dataSource("postgres"));
        UserId ann = emails.users().register(mail).id();
        // example: a change that may be repeated
        UserChange change = (user, now) ->
                user.emailAddress(career).isPresent() ? user : user.addEmail(career, now); // twice is once
        try {
            emails.users().update(ann, change);
        } catch (UserStorageException e) {
            emails.users().update(ann, change); // whether it was written or not
        }
        // end
        assertThat(emails.users().update(ann, change).emailAddresses()).hasSize(2);
    }
}
