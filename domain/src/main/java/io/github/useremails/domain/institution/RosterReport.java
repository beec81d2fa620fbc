package io.github.useremails.domain.institution;

import io.github.useremails.domain.UserId;
import java.util.List;

/**
 * What comes of a roster, or came of it.
 *
 * @param lines the outcome of each line, in their order; equal lines count once, as the first of them
 * @param released the users that the roster no longer names, in the order of their ids
 * @param notReleased the users that it no longer names, and who could not be released
 * @param managed how many addresses the institution managed before
 */
public record RosterReport(
        List<RosterLineOutcome> lines, List<UserId> released, List<NotReleased> notReleased, int managed) {

    /**
     * A user who is still managed, although the roster does not name the user.
     *
     * @param user the user
     * @param reason why; the next roster tries again
     */
    public record NotReleased(UserId user, RosterConflict reason) {}

    /**
     * Takes the parts, the lists copied.
     *
     * @param lines the outcome of each line
     * @param released who is released
     * @param notReleased who could not be released
     * @param managed how many were managed
     */
    public RosterReport {
        lines = List.copyOf(lines);
        released = List.copyOf(released);
        notReleased = List.copyOf(notReleased);
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
