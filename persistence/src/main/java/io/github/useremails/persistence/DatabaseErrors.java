package io.github.useremails.persistence;

import io.github.useremails.domain.UserStorageException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns errors of the database into errors of the domain: a constraint of ours into its rule, everything else into a
 * {@link UserStorageException}.
 */
final class DatabaseErrors {

    private static final Set<String> UNDONE = Set.of("40001", "40P01");

    /**
     * Classes of SQLSTATE whose messages speak of connections, rights, names, locks and resources, and never of the
     * values in a row.
     */
    private static final Set<String> CLASSES_WITHOUT_DATA =
            Set.of("08", "25", "28", "3D", "40", "42", "53", "55", "57", "58");

    private DatabaseErrors() {}

    static RuntimeException translated(SQLException e) {
        Optional<Constraint> constraint = constraint(e);
        if (constraint.isPresent()) {
            return constraint.get().error();
        }
        return new UserStorageException("the database failed: " + summary(e), e.getSQLState(), withoutData(e));
    }

    static RuntimeException translated(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        return cause == null
                ? new UserStorageException("the database failed: no connection was provided", null, null)
                : translated(cause);
    }

    static boolean undoneByAnother(SQLException e) {
        return UNDONE.contains(String.valueOf(e.getSQLState()))
                || constraint(e).filter(Constraint::concernsOneUser).isPresent();
    }

    static boolean breaks(Constraint constraint, SQLException e) {
        return constraint(e).equals(Optional.of(constraint));
    }

    /**
     * The same error without what it says of rows: PostgreSQL puts the key of a unique violation, and with it an
     * address, into the details.
     */
    static SQLException withoutData(SQLException e) {
        SQLException bare = new SQLException(summary(e), e.getSQLState(), e.getErrorCode());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }

    private static String summary(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return String.valueOf(e.getMessage());
        }
        if (!CLASSES_WITHOUT_DATA.contains(state.substring(0, Math.min(2, state.length())))) {
            return "SQLSTATE " + state + ", see the log of the server";
        }
        // The driver appends details to its message, which may quote the row; the server's own does not.
        ServerErrorMessage server = serverError(e);
        return (server == null ? e.getMessage() : server.getMessage()) + " (SQLSTATE " + state + ")";
    }

    private static Optional<Constraint> constraint(SQLException e) {
        ServerErrorMessage server = serverError(e);
        if (server == null
                || !String.valueOf(server.getSQLState()).startsWith("23")
                || server.getConstraint() == null) {
            return Optional.empty();
        }
        return Constraint.named(server.getConstraint());
    }

    /** Looks through what a pool or a proxy may have wrapped around the driver's exception. */
    private static @Nullable ServerErrorMessage serverError(SQLException e) {
        Throwable cause = e;
        while (cause != null) {
            if (cause instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
                return postgres.getServerErrorMessage();
            }
            cause = cause.getCause();
        }
        return null;
    }
}
