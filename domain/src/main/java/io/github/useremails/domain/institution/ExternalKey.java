package io.github.useremails.domain.institution;

import io.github.useremails.domain.text.Invisible;

/**
 * The rule for an institution's own key of a person, wherever one is given. Spreadsheets and exports add what nobody
 * sees, and it must not make another person of one.
 */
public final class ExternalKey {

    private static final int LONGEST = 255;

    private ExternalKey() {}

    /**
     * Checks a key, and removes what is invisible around it.
     *
     * @param key the key as the institution gives it
     * @return the key as it is kept and compared
     * @throws NullPointerException if the key is null
     * @throws IllegalArgumentException if nothing visible is left, or more than 255 chars, or if the key has a control
     *     or format character or half a surrogate pair inside
     */
    public static String normalized(String key) {
        int start = 0;
        int end = key.length();
        while (start < end && isTrimmed(key.codePointAt(start))) {
            start += Character.charCount(key.codePointAt(start));
        }
        while (end > start && isTrimmed(key.codePointBefore(end))) {
            end -= Character.charCount(key.codePointBefore(end));
        }
        String trimmed = key.substring(start, end);
        if (trimmed.isEmpty() || trimmed.length() > LONGEST) {
            throw new IllegalArgumentException("an external key has 1 to " + LONGEST + " chars and is not blank");
        }
        if (trimmed.codePoints().anyMatch(ExternalKey::isRefused)) {
            throw new IllegalArgumentException(
                    "an external key has no control or format character and no half of a surrogate pair inside");
        }
        return trimmed;
    }

    private static boolean isTrimmed(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || isControl(codePoint)
                || Invisible.contains(codePoint);
    }

    private static boolean isRefused(int codePoint) {
        return isControl(codePoint)
                || Invisible.contains(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE
                || Character.getType(codePoint) == Character.LINE_SEPARATOR
                || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR;
    }

    /** A null character does not come from a spreadsheet, but is trimmed like the others: none reaches the database. */
    private static boolean isControl(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.FORMAT;
    }
}
