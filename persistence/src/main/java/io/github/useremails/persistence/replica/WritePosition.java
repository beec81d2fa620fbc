package io.github.useremails.persistence.replica;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log of a database. A replica that has replayed it shows everything that was written
 * before. {@code PostgresUserEmails.writePosition()} returns a position, and {@code notBefore} takes it.
 *
 * <p>The text of {@link #toString()} can be kept in a session or a cookie, and {@link #tryParse} reads it back. It
 * reveals nothing about any user. A forged position only affects which server answers: a high one selects the primary,
 * a low one a replica.
 *
 * @param timeline the number of the timeline, from 1, which grows with each failover
 * @param location the location in the write-ahead log, from 0
 */
public record WritePosition(long timeline, long location) implements Comparable<WritePosition> {

    private static final Comparator<WritePosition> ORDER =
            Comparator.comparingLong(WritePosition::timeline).thenComparingLong(WritePosition::location);

    private static final Pattern TEXT =
            Pattern.compile("([1-9][0-9]{0,9})-(0|[1-9A-F][0-9A-F]{0,7})/(0|[1-9A-F][0-9A-F]{0,7})");

    /**
     * Creates a position.
     *
     * @param timeline from 1 to 4,294,967,295
     * @param location at least 0
     * @throws IllegalArgumentException if a value is out of bounds
     */
    public WritePosition {
        if (!isTimeline(timeline)) {
            throw new IllegalArgumentException("the timeline is out of bounds");
        }
        if (location < 0) {
            throw new IllegalArgumentException("the location is out of bounds");
        }
    }

    /**
     * Parses text that may not be a position, such as a cookie.
     *
     * @param text any text
     * @return the position; empty if {@link #parse} would throw
     */
    public static Optional<WritePosition> tryParse(String text) {
        Matcher matcher = TEXT.matcher(Objects.requireNonNull(text, "text"));
        return matcher.matches() ? position(matcher) : Optional.empty();
    }

    /**
     * Parses the exact text form, such as {@code 1-16/B374D848}, without blanks, lower-case letters or leading zeros.
     *
     * @param text the result of {@link #toString()}
     * @return the position
     * @throws IllegalArgumentException if the text does not have this form; the message does not contain the text
     */
    public static WritePosition parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("the text is not a position"));
    }

    private static Optional<WritePosition> position(Matcher matcher) {
        long timeline = Long.parseLong(matcher.group(1));
        long location = Long.parseLong(matcher.group(2), 16) << 32 | Long.parseLong(matcher.group(3), 16);
        return isTimeline(timeline) && location >= 0
                ? Optional.of(new WritePosition(timeline, location))
                : Optional.empty();
    }

    private static boolean isTimeline(long number) {
        return number >= 1 && number <= 0xFFFF_FFFFL;
    }

    /**
     * Orders positions by timeline, and by location within a timeline: of two writes to the same primary, the later one
     * has the greater position.
     *
     * @param other another position of the same database
     * @return a negative number, zero or a positive number, as this position is before, equal to or after the other
     */
    @Override
    public int compareTo(WritePosition other) {
        return ORDER.compare(this, other);
    }

    /**
     * Returns whether a replica that has replayed the given position shows everything up to this one.
     *
     * <p>Everything that survived a failover lies before the fork, so a replica on a later timeline has it once it has
     * passed the location. On an earlier timeline, the same location has a different meaning.
     *
     * @param replayed the position that the replica has replayed
     * @return whether the replica shows everything up to this position
     */
    public boolean isReachedBy(WritePosition replayed) {
        return replayed.timeline >= timeline && replayed.location >= location;
    }

    /**
     * Returns the text form.
     *
     * @return the timeline, and the location as PostgreSQL writes it, such as {@code 1-16/B374D848}
     */
    @Override
    public String toString() {
        String high = Long.toHexString(location >>> 32);
        String low = Long.toHexString(location & 0xFFFF_FFFFL);
        return timeline + "-" + (high + "/" + low).toUpperCase(Locale.ROOT);
    }
}
