package io.github.useremails.migrations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Turns off Flyway's transactional lock, which keeps a transaction open that {@code create index concurrently} would
 * wait for forever. No public API for this setting exists in all supported versions: the method exists since 11.14,
 * and the property requires Jackson since 13, which Flyway 13 does not include.
 */
final class TransactionalLock {

    private TransactionalLock() {}

    static void turnOff(FluentConfiguration configuration) {
        try {
            Method extension = FluentConfiguration.class.getMethod("getConfigurationExtension", Class.class);
            Object postgres = extension.invoke(configuration, PostgreSQLConfigurationExtension.class);
            ((PostgreSQLConfigurationExtension) postgres).setTransactionalLock(false);
        } catch (NoSuchMethodException e) {
            configuration.configuration(Map.of("flyway.postgresql.transactional.lock", "false"));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new FlywayException("the lock of Flyway cannot be set: " + e.getMessage(), e);
        }
    }
}
