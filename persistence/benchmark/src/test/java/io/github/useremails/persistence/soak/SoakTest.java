package io.github.useremails.persistence.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A short soak; the long one is a command. */
@Tag("slow")
class SoakTest {

    private static final int TURNS = 6_000;

    @Test
    void manyThreadsAndDyingConnectionsLoseNothing() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        try (Database database = Databases.shared().create()) {
            SoakReport report = new Soak(database, 8, 1).run(() -> turns.incrementAndGet() < TURNS);

            assertThat(report.violations()).isEmpty();
            assertThat(report.operations().values()).allMatch(count -> count > 0);
            assertThat(report.operations()).containsKeys("own change", "shared change", "confirm", "merge");
            assertThat(report.connectionsKilled()).isPositive();
            assertThat(report.messagesDelivered()).isPositive();
        }
    }

    @Test
    void aLostWriteIsSeen() {
        Journal journal = new Journal();
        User ann = new User(new UserId(1), List.of());
        User changed = ann.addEmail(EmailAddress.parse("ann@mail.example"), Instant.EPOCH);
        journal.acknowledged(changed);

        assertThat(journal.violations(id -> Optional.of(ann))).hasSize(1);
        assertThat(journal.violations(id -> Optional.of(changed))).isEmpty();
    }
}
