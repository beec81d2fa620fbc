package io.github.useremails.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What reaches the operator of what Flyway logs. */
class ServerNoticesTest {

    private final List<String> said = new ArrayList<>();
    private final ServerNotices notices = new ServerNotices(said::add);

    @Test
    void aWarningOfTheServerIsPassedOnWithoutItsState() {
        log(Level.WARNING, "DB: the backfill does not wait for replicas (SQL State: 01000 - Error Code: 0)");

        assertThat(said).containsExactly("Warning of the server: the backfill does not wait for replicas");
    }

    @Test
    void whatIsThereAlreadyIsNoNews() {
        log(Level.WARNING, "DB: relation \"users\" already exists, skipping (SQL State: 42P07 - Error Code: 0)");

        assertThat(said).isEmpty();
    }

    @Test
    void errorsComeWithTheExceptionAndOtherWordsAreFlyways() {
        log(
                Level.SEVERE,
                "Migration of schema \"public\" failed! Please restore backups and roll back database and code!");
        log(Level.WARNING, "Unable to restore connection to its original state");
        log(Level.INFO, "DB: a notice (SQL State: 00000 - Error Code: 0)");

        assertThat(said).isEmpty();
    }

    private void log(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setThrown(new IllegalStateException("with a stack trace"));
        notices.publish(record);
    }
}
