package io.github.useremails.persistence.internal.jdbc;

import io.github.useremails.domain.UserStorageException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Translates errors of the database into errors of the domain: a violated constraint of the library into its rule, any
 * other error into a {@link UserStorageException}.
 */
public final class DatabaseErrors {

    private static final Set<String> UNDONE = Set.of("40001", "40P01");

    /**
     * Classes of SQLSTATE whose messages mention connections, privileges, names, locks and resources, but never the
     * values of a row.
     */
    private static final Set<String> CLASSES_WITHOUT_DATA =
            Set.of("08", "25", "28", "3D", "40", "42", "53", "55", "57", "58");

    /** Those of them whose messages contain names, which inside a function may be taken from a row. */
    private static final Set<String> CLASSES_WITH_NAMES = Set.of("28", "3D", "42", "58");

    private static final String INTEGRITY = "23";

    private static final String NOT_NULL_VIOLATION = "23502";

    /** The routine of RAISE in PL/pgSQL: a function of the application may quote a row with any SQLSTATE. */
    private static final String RAISE = "exec_stmt_raise";

    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&;\\s]*");

    private DatabaseErrors() {}

    static RuntimeException translated(SQLException e) {
        Optional<Constraint> constraint = constraint(e);
        if (constraint.isPresent()) {
            return constraint.get().error();
        }
        return storage(e);
    }

    static UserStorageException storage(SQLException e) {
        return new UserStorageException("the database failed: " + summary(e), e.getSQLState(), withoutData(e));
    }

    /** The pool is exhausted, the server is unreachable or rejects logins, or the waiting thread was interrupted. */
    static UserStorageException noConnection(SQLException e) {
        StringBuilder message = new StringBuilder("could not obtain a connection: ").append(summary(e));
        // The exception of a pool describes the pool; the error of the server is its cause.
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException earlier) {
                message.append("; ").append(summary(earlier));
            }
        }
        return new UserStorageException(message.toString(), e.getSQLState(), withoutData(e));
    }

    static UserStorageException noConnection(DataAccessException e) {
        SQLException cause = e.getCause(SQLException.class);
        return cause == null
                ? new UserStorageException("could not obtain a connection", null, null)
                : noConnection(cause);
    }

    /**
     * Returns the error for a row of defaults that the application's table rejects. Names of columns and constraints
     * are not data, unless a function raises the error, which may contain anything.
     */
    public static Optional<UserStorageException> refusedRow(SQLException e, String schema, String table) {
        ServerErrorMessage server = serverError(e);
        if (server == null
                || !String.valueOf(server.getSQLState()).startsWith(INTEGRITY)
                || !schema.equals(server.getSchema())
                || !table.equals(server.getTable())
                || RAISE.equals(server.getRoutine())
                || server.getWhere() != null) {
            return Optional.empty();
        }
        String reason = NOT_NULL_VIOLATION.equals(server.getSQLState())
                ? "column " + server.getColumn() + " of table " + server.getTable() + " needs a value"
                : "constraint " + server.getConstraint() + " of table " + server.getTable()
                        + " rejects a row of defaults";
        String message = reason + " (SQLSTATE " + server.getSQLState() + "), and the library inserts no values: insert "
                + "the row yourself, then add the address with update(id, change) in the same transaction";
        return Optional.of(new UserStorageException(message, server.getSQLState(), withoutData(e)));
    }

    public static boolean undoneByAnother(SQLException e) {
        return UNDONE.contains(String.valueOf(e.getSQLState()))
                || constraint(e).filter(Constraint::concernsOneUser).isPresent();
    }

    public static boolean breaks(Constraint constraint, SQLException e) {
        return constraint(e).equals(Optional.of(constraint));
    }

    /**
     * Returns the same error without the data of rows. PostgreSQL puts the key of a unique violation, and thereby an
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
            return withoutPasswords(e);
        }
        ServerErrorMessage server = serverError(e);
        String stateClass = state.substring(0, Math.min(2, state.length()));
        boolean ofAFunction = server != null && isOfAFunction(server, stateClass);
        if (ofAFunction || !CLASSES_WITHOUT_DATA.contains(stateClass)) {
            return "SQLSTATE " + state + ", see the log of the server";
        }
        // The driver appends details to its message, which may quote the row; the server's message does not.
        return (server == null ? withoutPasswords(e) : server.getMessage()) + " (SQLSTATE " + state + ")";
    }

    /** Returns whether a function raised the error, or sent the invalid SQL, which may contain data of a row. */
    private static boolean isOfAFunction(ServerErrorMessage server, String stateClass) {
        boolean raised = RAISE.equals(server.getRoutine());
        boolean inside = server.getInternalQuery() != null || server.getWhere() != null;
        return raised || (inside && CLASSES_WITH_NAMES.contains(stateClass));
    }

    /** Masks passwords: a driver that cannot connect may quote the whole URL of the server. */
    private static String withoutPasswords(SQLException e) {
        return PASSWORD.matcher(String.valueOf(e.getMessage())).replaceAll("$1***");
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

    /** Searches the causes, since a pool or a proxy may wrap the driver's exception. */
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
