package io.github.useremails.domain.text;

import java.util.function.IntPredicate;

/** Tests each code point of a text. It uses a loop, since a stream would be most of the cost of a parse. */
public final class CodePoints {

    private CodePoints() {}

    public static boolean allMatch(String text, IntPredicate predicate) {
        return count(text, predicate) == text.codePointCount(0, text.length());
    }

    public static boolean anyMatch(String text, IntPredicate predicate) {
        return count(text, predicate) > 0;
    }

    public static int count(String text, IntPredicate predicate) {
        int count = 0;
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            count += predicate.test(codePoint) ? 1 : 0;
        }
        return count;
    }
}
