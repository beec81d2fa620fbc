package io.github.useremails.domain.institution;

import java.util.Optional;

/** The outcome of synchronizing a roster. */
public sealed interface RosterOutcome {

    /**
     * The whole roster is written, except the conflicts in the report.
     *
     * @param report what was done
     * @param firstFailure the cause of the first {@link RosterConflict#LISTENER_FAILED} or
     *     {@link RosterConflict#REFUSED_BY_DATABASE} of this call: the classes of the exception and of its causes,
     *     and their SQLSTATEs. It never contains a message, which may contain an address. Empty if nothing failed
     */
    record Synchronized(RosterReport report, Optional<String> firstFailure) implements RosterOutcome {}

    /**
     * The roster would release a larger share of the people than the limits allow. Most likely a part of it is missing.
     * Nothing was changed. Review the report, and raise the limit if the roster is correct.
     *
     * @param report what would have been done
     */
    record TooManyReleases(RosterReport report) implements RosterOutcome {}

    /**
     * The roster would give new addresses to a larger share of the people than the limits allow. Most likely it comes
     * from a wrong export. Nothing was changed. Review the report, and raise the limit if the roster is correct.
     *
     * @param report what would have been done
     */
    record TooManyMoves(RosterReport report) implements RosterOutcome {}

    /**
     * Nothing is left to do: a newer roster of the institution has replaced this one, or another process has finished
     * or abandoned it.
     */
    record Superseded() implements RosterOutcome {}
}
