package io.github.useremails.domain.text;

/** Operations on US-ASCII that depend neither on a locale nor on a Unicode table. */
public final class Ascii {

    private Ascii() {}

    public static boolean contains(int codePoint) {
        return codePoint < 0x80;
    }

    public static boolean isLetter(int codePoint) {
        return isUpperCase(codePoint) || isLowerCase(codePoint);
    }

    public static boolean isDigit(int codePoint) {
        return codePoint >= '0' && codePoint <= '9';
    }

    /** Converts A to Z to lower case and leaves every other character unchanged. */
    public static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(isUpperCase(c) ? (char) (c - 'A' + 'a') : c);
        }
        return lower.toString();
    }

    public static boolean isLowerCase(int codePoint) {
        return codePoint >= 'a' && codePoint <= 'z';
    }

    private static boolean isUpperCase(int codePoint) {
        return codePoint >= 'A' && codePoint <= 'Z';
    }
}
