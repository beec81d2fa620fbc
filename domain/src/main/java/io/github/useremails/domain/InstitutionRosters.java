package io.github.useremails.domain;

import java.util.Collection;
import java.util.Optional;

/**
 * Keeps what institutions manage in step with their rosters.
 *
 * <pre>{@code
 * RosterOutcome outcome = rosters.synchronize(northfield, roster, RosterLimits.standard());
 * if (outcome instanceof RosterOutcome.Synchronized done) {
 *     show(done.report().lines(RosterLineOutcome.Conflict.class));
 * }
 * }</pre>
 *
 * <p>A roster is the whole list of an institution: a person who is not on it is released. Who a person is, is told by
 * the institution's key, once it is known, and before that by an address that a user has confirmed. An address that
 * another user has claimed is a conflict, never handed over. The same roster a second time changes nothing.
 *
 * <p>The addresses that a roster takes from one person and gives to another in the same night are settled by the next
 * roster: first they are given back, then they are free.
 *
 * <p>Errors and threads are as with {@link Users}.
 */
public interface InstitutionRosters {

    /**
     * Works out what would come of a roster. Nothing is written.
     *
     * @param institution whose roster it is
     * @param roster the whole list; empty releases everybody
     * @return the report
     */
    RosterReport plan(Institution institution, Collection<RosterLine> roster);

    /**
     * Claims, moves and releases what a roster says.
     *
     * <p>The plan is one transaction, which locks no user. Each batch is a transaction that locks its users and looks
     * at them once more. After an error, or the end of the process, the batches before it stay, and {@link #resume}
     * goes on with the rest; a newer roster takes the place of what is left.
     *
     * @param institution whose roster it is
     * @param roster the whole list
     * @param limits how far it may go
     * @return what came of it
     */
    RosterOutcome synchronize(Institution institution, Collection<RosterLine> roster, RosterLimits limits);

    /**
     * Goes on with a roster that was not finished.
     *
     * @param institution whose roster it is
     * @param limits the size of the batches; the share was allowed already
     * @return what came of the whole roster; empty if none is waiting
     */
    Optional<RosterOutcome> resume(InstitutionId institution, RosterLimits limits);
}
