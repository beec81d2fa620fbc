package io.github.useremails.checklist;

import java.util.Optional;

/**
 * A mention and what was decided about it.
 *
 * @param mention the line
 * @param verdict of its marker or else of the baseline
 * @param entry under which the baseline has it: another key than that of the mention, if the file was renamed
 */
record Item(Mention mention, Verdict verdict, Optional<MentionKey> entry) {

    boolean isMarked() {
        return mention.marked().isPresent();
    }

    @Override
    public String toString() {
        return mention.place() + ": " + verdict.word();
    }
}
