package io.github.useremails.checklist;

import java.util.Optional;

/**
 * A mention and its verdict.
 *
 * @param mention the line
 * @param verdict from its marker, or else from the baseline
 * @param entry its key in the baseline, which differs from that of the mention if the file was renamed
 */
record ChecklistItem(Mention mention, Verdict verdict, Optional<MentionKey> entry) {

    boolean isMarked() {
        return mention.marked().isPresent();
    }

    @Override
    public String toString() {
        return mention.place() + ": " + verdict.word();
    }
}
