package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.persistence.replica.WritePosition;
import io.github.useremails.postgres.EmbeddedServer;
import io.github.useremails.postgres.HotStandby;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Positions after a failover, when the same location in the log is two moments. */
@Tag("slow")
class TimelineTest {

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");

    private EmbeddedServer primary;
    private HotStandby successor;
    private HotStandby replica;

    @BeforeEach
    void startThree() {
        primary = EmbeddedServer.start(Map.of("synchronous_commit", "on"));
        Migrations.of(primary.directDataSource("postgres")).migrate();
        successor = HotStandby.of(primary, Map.of("synchronous_commit", "on"));
        replica = HotStandby.of(primary);
    }

    @AfterEach
    void close() {
        replica.close();
        successor.close();
        primary.close();
    }

    @Test
    void aReplicaWithAnotherPastIsNotBelievedThoughItHasComeFarther() {
        successor.server().kill();
        PostgresUserEmails before = PostgresUserEmails.over(dataSource(primary));
        for (int i = 0; i < 100; i++) {
            before.users().register(EmailAddress.parse("lost" + i + "@mail.example"));
        }
        WritePosition lost = before.writePosition();
        replica.awaitReplay();
        primary.kill();
        successor.server().startAgain();
        successor.promote();

        PostgresUserEmails after = replicated();
        UserId ann = after.users().register(MAIL).id();
        WritePosition position = after.writePosition();

        assertThat(position).isGreaterThan(lost);
        assertThat(position.location()).isLessThan(lost.location());
        assertThat(after.users().find(ann).flatMap(User::primaryEmail))
                .isNotEqualTo(after.onPrimary().users().primaryEmail(ann));
        assertThat(after.notBefore(position).users().primaryEmail(ann)).contains(MAIL);
    }

    @Test
    void aReplicaThatFollowsTheSuccessorIsBelievedFromItsNextRestartPointOn() {
        WritePosition before = PostgresUserEmails.over(dataSource(primary)).writePosition();
        // In good order, so that both have all of it.
        primary.stop();
        successor.promote();
        replica.follow(successor.server());

        PostgresUserEmails emails = replicated();
        UserId ann = emails.users().register(MAIL).id();
        WritePosition after = emails.writePosition();
        assertThat(emails.notBefore(after).users().primaryEmail(ann)).contains(MAIL);

        execute(successor.server(), "checkpoint");
        replica.awaitReplay();
        execute(replica.server(), "checkpoint");
        CountedDataSource asked = new CountedDataSource(dataSource(successor.server()));
        PostgresUserEmails reading = PostgresUserEmails.builder(asked)
                .replica(dataSource(replica.server()))
                .build();
        assertThat(after.timeline()).isEqualTo(2);
        assertThat(reading.notBefore(after).users().primaryEmail(ann)).contains(MAIL);
        assertThat(reading.notBefore(before).users().primaryEmail(ann)).contains(MAIL);
        assertThat(asked.connections()).isZero();
    }

    private PostgresUserEmails replicated() {
        return PostgresUserEmails.builder(dataSource(successor.server()))
                .replica(dataSource(replica.server()))
                .build();
    }

    private static DataSource dataSource(EmbeddedServer server) {
        return server.dataSource("postgres");
    }

    private static void execute(EmbeddedServer server, String sql) {
        new StoredUsers(() -> dataSource(server), UsersTable.standard()).execute(sql);
    }
}
