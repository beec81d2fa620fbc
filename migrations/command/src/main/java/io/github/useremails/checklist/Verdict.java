package io.github.useremails.checklist;

import java.util.Locale;

/** The verdict on a mention; the strictest comes first. */
enum Verdict {
    TODO,
    FINE,
    UNREVIEWED;

    static Verdict named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of two verdicts on one mention, from two branches, the stricter one; a verdict rather than none. */
    Verdict or(Verdict other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
