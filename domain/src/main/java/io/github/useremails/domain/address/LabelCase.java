package io.github.useremails.domain.address;

import java.text.Normalizer;

/** Converts the case of a label, the only change before validation (RFC 5895, section 2.1). */
final class LabelCase {

    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private LabelCase() {}

    /**
     * Converts a label to lower case and to NFC.
     *
     * <p>The conversion is done letter by letter. {@link String#toLowerCase} treats a sigma at the end of a word as
     * another letter, so the capitals of a Greek domain would lead to a different domain than its small letters.
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
