package io.github.useremails.migrations;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers why a session ended. Flyway then fails to write its history through the closed connection, and reports only
 * that failure.
 */
final class EndedSessions {

    /** Ended by an administrator, a crash, a time limit, or the network. */
    private static final Set<String> ENDED = Set.of("57P01", "57P02", "57P05", "25P03", "08006");

    private final AtomicReference<@Nullable SQLException> reason = new AtomicReference<>();

    DataSource over(DataSource dataSource) {
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            Object answer = Proxies.invoke(method, dataSource, arguments);
            return answer instanceof Connection connection ? observed(connection) : answer;
        });
    }

    /** {@return the failure, with the reason in front unless it contains the reason} */
    FlywayException explained(FlywayException failure) {
        SQLException ended = reason.get();
        if (ended == null || isKnown(ended, failure)) {
            return failure;
        }
        FlywayException explained = new FlywayException("the session ended: " + ended.getMessage(), ended);
        explained.addSuppressed(failure);
        return explained;
    }

    private Connection observed(Connection connection) {
        return Proxies.of(Connection.class, (self, method, arguments) -> {
            Object answer = invoke(method, connection, arguments);
            if (answer instanceof CallableStatement statement) {
                return observed(CallableStatement.class, statement);
            }
            if (answer instanceof PreparedStatement statement) {
                return observed(PreparedStatement.class, statement);
            }
            return answer instanceof Statement statement ? observed(Statement.class, statement) : answer;
        });
    }

    private <T extends Statement> T observed(Class<T> type, T statement) {
        return Proxies.of(type, (self, method, arguments) -> invoke(method, statement, arguments));
    }

    private @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return Proxies.invoke(method, target, arguments);
        } catch (SQLException e) {
            if (ENDED.contains(String.valueOf(e.getSQLState()))) {
                reason.compareAndSet(null, e);
            }
            throw e;
        }
    }

    private static boolean isKnown(SQLException ended, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause == ended) {
                return true;
            }
        }
        return false;
    }
}
