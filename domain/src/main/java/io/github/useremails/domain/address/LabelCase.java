package io.github.useremails.domain.address;

import java.text.Normalizer;

/** The one change made to a label before it is judged: its case (RFC 5895, section 2.1). */
final class LabelCase {

    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private LabelCase() {}

    /**
     * Brings a label to lower case and to NFC.
     *
     * <p>Letter by letter and not by {@link String#toLowerCase}, which treats a sigma at the end of a word as another
     * letter: the capitals of a Greek domain would lead elsewhere than its small letters.
     */
    static String lower(String label) {
        StringBuilder lower = new StringBuilder(label.length() + 2);
        label.codePoints().forEach(c -> appendLower(c, lower));
        return Normalizer.normalize(lower, Normalizer.Form.NFC);
    }

    private static void appendLower(int c, StringBuilder lower) {
        if (c == CAPITAL_I_WITH_DOT) {
            lower.append("i\u0307");
        } else if (Cherokee.isLetter(c)) {
            lower.appendCodePoint(Cherokee.capital(c));
        } else {
            lower.appendCodePoint(Character.toLowerCase(c));
        }
    }
}
