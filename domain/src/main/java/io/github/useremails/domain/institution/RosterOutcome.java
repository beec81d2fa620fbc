package io.github.useremails.domain.institution;

import java.util.Optional;

/** What came of handing over a roster. */
public sealed interface RosterOutcome {

    /**
     * Everything is written, except what the report names as a conflict.
     *
     * @param report what was done
     * @param firstFailure what failed in this call behind the first {@link RosterConflict#LISTENER_FAILED} or
     *     {@link RosterConflict#REFUSED_BY_DATABASE}: the class of the exception and of its causes, and the SQLSTATE of
     *     each that has one. Never a message, which may contain an address. Empty if nothing failed
     */
    record Synchronized(RosterReport report, Optional<String> firstFailure) implements RosterOutcome {}

    /**
     * The roster would release a larger share of the people than was allowed: most likely a part of it is missing.
     * Nothing was changed. Look at it, and allow the share if it is right.
     *
     * @param report what would have been done
     */
    record TooManyReleases(RosterReport report) implements RosterOutcome {}

    /**
     * The roster would give another address to a larger share of the people than was allowed: most likely it comes from
     * a wrong export. Nothing was changed. Look at it, and allow the share if it is right.
     *
     * @param report what would have been done
     */
    record TooManyMoves(RosterReport report) implements RosterOutcome {}

    /**
     * There is nothing left to do: a newer roster of the institution was handed over meanwhile, and counts instead; or
     * somebody else, who resumed or abandoned this one, has ended it.
     */
    record Superseded() implements RosterOutcome {}
}
