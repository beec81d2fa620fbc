package io.github.useremails.persistence.internal.roster;

import io.github.useremails.domain.institution.RosterConflict;
import io.github.useremails.persistence.internal.jdbc.Constraint;
import io.github.useremails.persistence.internal.jdbc.DatabaseErrors;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a batch that may concern a single user.
 *
 * @param conflict the reason to report
 * @param cause the classes of the exception and its causes, with their SQLSTATEs; without messages, which may contain
 *     an address
 */
record RosterFailure(RosterConflict conflict, String cause) {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** A listener caught an error that had aborted the transaction. */
    private static final String IN_FAILED_TRANSACTION = "25P02";

    /** Errors of a single row: data, constraints, an exception raised by a trigger, the check option of a view. */
    private static final Set<String> CLASSES_OF_ONE_ROW = Set.of("22", "23", "P0", "44");

    /** Errors of connections, transactions, resources, operator intervention and the system. */
    private static final Set<String> CLASSES_OF_ALL = Set.of("08", "25", "40", "53", "57", "58", "XX");

    /** Limits the chain, since further causes add nothing, and causes may form a cycle. */
    private static final int CAUSES = 5;

    /** Returns the failure; empty if the next user would fail in the same way. */
    static Optional<RosterFailure> of(Exception failure) {
        return conflict(failure).map(conflict -> new RosterFailure(conflict, cause(failure)));
    }

    /** Returns whether the reason alone is not enough to find the cause. */
    boolean needsCause() {
        return conflict == RosterConflict.LISTENER_FAILED || conflict == RosterConflict.REFUSED_BY_DATABASE;
    }

    private static String cause(Exception failure) {
        Exception thrown = failure instanceof ListenerException listener ? listener.failure() : failure;
        return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(CAUSES)
                .map(RosterFailure::name)
                .collect(Collectors.joining(", caused by "));
    }

    private static String name(Throwable failure) {
        String name = failure.getClass().getName();
        return failure instanceof SQLException e && e.getSQLState() != null ? name + " " + e.getSQLState() : name;
    }

    private static Optional<RosterConflict> conflict(Exception failure) {
        if (failure instanceof ListenerException listener) {
            return concernsAll(listener.failure()) ? Optional.empty() : Optional.of(RosterConflict.LISTENER_FAILED);
        }
        return failure instanceof SQLException e ? conflict(e) : Optional.empty();
    }

    private static Optional<RosterConflict> conflict(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (DatabaseErrors.breaks(Constraint.ONE_UNTIL_CONTRACT, e)) {
            return Optional.of(RosterConflict.ONE_ADDRESS_UNTIL_CONTRACT);
        }
        if (DatabaseErrors.breaks(Constraint.CLAIMED, e)) {
            return Optional.of(RosterConflict.BELONGS_TO_ANOTHER_USER);
        }
        if (DatabaseErrors.undoneByAnother(e)) {
            return Optional.empty();
        }
        return switch (state) {
            case LOCK_NOT_AVAILABLE -> Optional.of(RosterConflict.LOCKED);
            case IN_FAILED_TRANSACTION -> Optional.of(RosterConflict.LISTENER_FAILED);
            default ->
                CLASSES_OF_ONE_ROW.contains(stateClass(state))
                        ? Optional.of(RosterConflict.REFUSED_BY_DATABASE)
                        : Optional.empty();
        };
    }

    private static boolean concernsAll(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e
                    && !IN_FAILED_TRANSACTION.equals(e.getSQLState())
                    && CLASSES_OF_ALL.contains(stateClass(String.valueOf(e.getSQLState())))) {
                return true;
            }
        }
        return false;
    }

    private static String stateClass(String state) {
        return state.substring(0, Math.min(2, state.length()));
    }
}
