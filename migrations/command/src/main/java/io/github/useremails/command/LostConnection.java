package io.github.useremails.command;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** A session that the server ended, or a connection that broke. */
final class LostConnection {

    /** The connection was rejected or never established: nothing has begun. */
    private static final Set<String> NEVER_HAD = Set.of("08001", "08004", "57P03");

    private LostConnection() {}

    static boolean neverHad(String state) {
        return NEVER_HAD.contains(state);
    }

    /** {@return the server's message in one line, if the failure is a lost connection} */
    static Optional<String> in(Throwable failure) {
        Optional<String> said = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isOne(sql)) {
                // The server's reason explains more than what the driver noticed after it.
                boolean byTheServer = String.valueOf(sql.getSQLState()).startsWith("57");
                if (said.isEmpty() || byTheServer) {
                    said = Optional.of(firstLine(sql));
                }
                if (byTheServer) {
                    return said;
                }
            }
        }
        return said;
    }

    private static boolean isOne(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return (state.startsWith("08") || state.startsWith("57P")) && !NEVER_HAD.contains(state);
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("no reason given")
                .replaceFirst("^(ERROR|FATAL): ", "")
                .replaceFirst("\\.$", "");
    }
}
