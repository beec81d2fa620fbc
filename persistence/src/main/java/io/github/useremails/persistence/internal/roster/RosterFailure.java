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
 * What went wrong with a batch of a roster, where it can be the matter of one user alone.
 *
 * @param conflict the reason to tell
 * @param cause the classes of the exception and of its causes, with their SQLSTATE; no message, which may have an address
 */
record RosterFailure(RosterConflict conflict, String cause) {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** An error that a listener caught has ended the work of the transaction nevertheless. */
    private static final String IN_FAILED_TRANSACTION = "25P02";

    /** What one row can cause: data, constraints, an exception that a trigger raises, a view's check option. */
    private static final Set<String> CLASSES_OF_ONE_ROW = Set.of("22", "23", "P0", "44");

    /** Connections, states and ends of transactions, resources, interventions, the system. */
    private static final Set<String> CLASSES_OF_ALL = Set.of("08", "25", "40", "53", "57", "58", "XX");

    /** More of them say nothing new, and a cause may lead back to itself. */
    private static final int CAUSES = 5;

    /** Empty if the next user would meet the same. */
    static Optional<RosterFailure> of(Exception failure) {
        return conflict(failure).map(conflict -> new RosterFailure(conflict, cause(failure)));
    }

    /** Whether the reason alone leaves open what to look for. */
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
