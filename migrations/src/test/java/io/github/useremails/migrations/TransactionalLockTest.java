package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;

class TransactionalLockTest {

    @Test
    void theLockIsTurnedOff() {
        FluentConfiguration configuration = Flyway.configure();

        TransactionalLock.turnOff(configuration);

        assertThat(configuration
                        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                        .isTransactionalLock())
                .isFalse();
    }
}
