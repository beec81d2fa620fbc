package io.github.useremails.domain.institution;

import io.github.useremails.domain.text.Invisible;

/**
 * Defines the format of an institution's own key of a person. Spreadsheets and exports add invisible characters, which
 * must not turn one person into two.
 */
public final class ExternalKey {

    private static final int LONGEST = 255;

    private ExternalKey() {}

    /**
     * Validates a key, and removes the invisible characters around it.
     *
     * @param key the key as the institution provides it
     * @return the key as it is stored and compared
     * @throws NullPointerException if the key is null
     * @throws IllegalArgumentException if the key is empty without the invisible characters around it, is longer than
     *     255 chars, or contains a control or format character or half of a surrogate pair
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
            throw new IllegalArgumentException("an external key must have 1 to " + LONGEST + " chars and not be blank");
        }
        if (trimmed.codePoints().anyMatch(ExternalKey::isRefused)) {
            throw new IllegalArgumentException(
                    "an external key must not contain control or format characters or half of a surrogate pair");
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

    /**
     * A null character does not come from a spreadsheet, but it is trimmed like the others, so that none reaches the
     * database.
     */
    private static boolean isControl(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.FORMAT;
    }
}
