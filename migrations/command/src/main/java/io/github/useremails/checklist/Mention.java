package io.github.useremails.checklist;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * A line that mentions a word.
 *
 * @param key identifies it across edits
 * @param line from 1
 * @param column of the first mention in the line, in bytes, from 1
 * @param marked the verdict of a marker at the end of the line
 */
record Mention(MentionKey key, int line, int column, Optional<Verdict> marked) {

    SourcePath path() {
        return key.path();
    }

    String place() {
        return path().shownIn(Charset.defaultCharset()) + ":" + line + ":" + column;
    }
}
