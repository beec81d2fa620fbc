package io.github.useremails.checklist;

import java.util.Locale;

/** What was decided about a mention; the one that asks for more comes first. */
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

    /** Of two that were given to one mention, on two branches: the one that asks for more, and any rather than none. */
    Verdict or(Verdict other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
