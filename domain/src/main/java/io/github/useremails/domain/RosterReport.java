package io.github.useremails.domain;

import java.util.List;

/**
 * What comes of a roster, or came of it.
 *
 * @param lines the outcome of each line, in their order
 * @param released the users whom the roster does not name any more, in the order of their ids
 * @param managed how many addresses the institution managed before
 */
public record RosterReport(List<RosterLineOutcome> lines, List<UserId> released, int managed) {

    /**
     * Takes the parts, the lists copied.
     *
     * @param lines the outcome of each line
     * @param released who is released
     * @param managed how many were managed
     */
    public RosterReport {
        lines = List.copyOf(lines);
        released = List.copyOf(released);
    }

    /**
     * The lines with one kind of outcome.
     *
     * @param kind such as {@code RosterLineOutcome.Conflict.class}
     * @param <T> the kind
     * @return the outcomes of the kind, in the order of the lines
     */
    public <T extends RosterLineOutcome> List<T> lines(Class<T> kind) {
        return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
