package io.github.useremails.persistence.replica;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment in the life of a database, by what had been written until then: replicas that have come so far show all of
 * it. {@code PostgresUserEmails.writePosition()} returns it, and {@code notBefore} takes it.
 *
 * <p>{@link #toString()} is made to be kept in a session or a cookie, and {@link #tryParse} reads it back. It tells
 * nothing about any user. A forged one changes nothing but which server is asked: a high one the primary, a low one a replica.
 *
 * @param timeline counts the failovers, from 1
 * @param location in the write-ahead log, from 0
 */
public record WritePosition(long timeline, long location) implements Comparable<WritePosition> {

    private static final Comparator<WritePosition> ORDER =
            Comparator.comparingLong(WritePosition::timeline).thenComparingLong(WritePosition::location);

    private static final Pattern TEXT =
            Pattern.compile("([1-9][0-9]{0,9})-(0|[1-9A-F][0-9A-F]{0,7})/(0|[1-9A-F][0-9A-F]{0,7})");

    /**
     * Checks the bounds.
     *
     * @param timeline from 1 to 4,294,967,295
     * @param location at least 0
     * @throws IllegalArgumentException if one of them is out of bounds
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
     * Reads what may or may not be a position: what a visitor has kept.
     *
     * @param text what {@link #toString()} gave, or anything else
     * @return the position; empty if {@link #parse} would refuse the text
     */
    public static Optional<WritePosition> tryParse(String text) {
        Matcher matcher = TEXT.matcher(Objects.requireNonNull(text, "text"));
        return matcher.matches() ? position(matcher) : Optional.empty();
    }

    /**
     * Reads the text form, such as {@code 1-16/B374D848}, and nothing but that: no blanks, no small letters, no leading
     * zeros.
     *
     * @param text what {@link #toString()} gave
     * @return the position
     * @throws IllegalArgumentException if the text does not have this form; its message does not repeat the text
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
     * Orders by timeline, and by location in it: of the positions of two writes to one primary the later is larger.
     *
     * @param other another position of the same database
     * @return less than, equal to or more than 0, as this is less, equal or more
     */
    @Override
    public int compareTo(WritePosition other) {
        return ORDER.compare(this, other);
    }

    /**
     * Whether a replica that has replayed so far shows all that had been written.
     *
     * <p>What was kept in a failover lies before the fork, so a replica on a later timeline has it when it has passed the
     * location. On an earlier timeline the same location is something else.
     *
     * @param replayed what the replica has replayed
     * @return whether it shows all
     */
    public boolean isReachedBy(WritePosition replayed) {
        return replayed.timeline >= timeline && replayed.location >= location;
    }

    /**
     * The text form.
     *
     * @return such as {@code 1-16/B374D848}: the timeline, and the location as PostgreSQL writes it
     */
    @Override
    public String toString() {
        String high = Long.toHexString(location >>> 32);
        String low = Long.toHexString(location & 0xFFFF_FFFFL);
        return timeline + "-" + (high + "/" + low).toUpperCase(Locale.ROOT);
    }
}
