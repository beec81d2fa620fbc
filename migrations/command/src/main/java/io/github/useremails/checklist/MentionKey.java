package io.github.useremails.checklist;

import java.util.Comparator;

/**
 * Identifies a mention when the lines around it change.
 *
 * @param path of the file
 * @param fingerprint of the text of the line, without blanks and without a marker
 * @param ordinal its number among equal lines of the file, from 1
 */
record MentionKey(SourcePath path, String fingerprint, int ordinal) implements Comparable<MentionKey> {

    private static final Comparator<MentionKey> ORDER = Comparator.comparing(MentionKey::path)
            .thenComparing(MentionKey::fingerprint)
            .thenComparingInt(MentionKey::ordinal);

    MentionKey at(SourcePath other) {
        return new MentionKey(other, fingerprint, ordinal);
    }

    @Override
    public int compareTo(MentionKey other) {
        return ORDER.compare(this, other);
    }
}
