package io.github.useremails.domain.institution;

import io.github.useremails.domain.UserId;
import java.util.List;

/**
 * What a roster would change, or has changed.
 *
 * @param lines the outcome of each line, in the order of the lines; equal lines count once, at the position of the
 *     first
 * @param released the users that the roster no longer names and that are released, in the order of their ids
 * @param notReleased the users that the roster no longer names and that could not be released
 * @param managed how many addresses the institution managed before
 */
public record RosterReport(
        List<RosterLineOutcome> lines, List<UserId> released, List<NotReleased> notReleased, int managed) {

    /**
     * A user who is still managed, although the roster no longer names the user.
     *
     * @param user the user
     * @param reason the reason; the next roster tries again
     */
    public record NotReleased(UserId user, RosterConflict reason) {}

    /**
     * Creates a report. The lists are copied.
     *
     * @param lines the outcome of each line
     * @param released the users who are released
     * @param notReleased the users who could not be released
     * @param managed how many addresses the institution managed before
     */
    public RosterReport {
        lines = List.copyOf(lines);
        released = List.copyOf(released);
        notReleased = List.copyOf(notReleased);
    }

    /**
     * Returns the lines with one kind of outcome.
     *
     * @param kind such as {@code RosterLineOutcome.Conflict.class}
     * @param <T> the kind
     * @return the outcomes of the kind, in the order of the lines
     */
    public <T extends RosterLineOutcome> List<T> lines(Class<T> kind) {
        return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
