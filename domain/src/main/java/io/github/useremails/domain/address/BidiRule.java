package io.github.useremails.domain.address;

import io.github.useremails.domain.text.CodePoints;
import java.util.List;
import java.util.function.IntPredicate;

/** The Bidi rule, which keeps a domain with scripts of both directions readable (RFC 5893). */
final class BidiRule {

    private BidiRule() {}

    /** Returns whether the U-labels of a domain satisfy the rule, or none of them is a right-to-left label. */
    static boolean isSatisfied(List<String> labels) {
        return labels.stream().noneMatch(BidiRule::isRightToLeft)
                || labels.stream().allMatch(BidiRule::isSatisfiedBy);
    }

    private static boolean isRightToLeft(String label) {
        return CodePoints.anyMatch(label, c -> isRightToLeftLetter(c) || isArabicNumber(c));
    }

    private static boolean isSatisfiedBy(String label) {
        int first = label.codePointAt(0);
        if (isRightToLeftLetter(first)) {
            return CodePoints.allMatch(
                            label,
                            c -> isRightToLeftLetter(c)
                                    || isArabicNumber(c)
                                    || isEuropeanNumber(c)
                                    || isInEitherDirection(c))
                    && endsWith(label, c -> isRightToLeftLetter(c) || isArabicNumber(c) || isEuropeanNumber(c))
                    && !(CodePoints.anyMatch(label, BidiRule::isArabicNumber)
                            && CodePoints.anyMatch(label, BidiRule::isEuropeanNumber));
        }
        return isLeftToRightLetter(first)
                && CodePoints.allMatch(
                        label, c -> isLeftToRightLetter(c) || isEuropeanNumber(c) || isInEitherDirection(c))
                && endsWith(label, c -> isLeftToRightLetter(c) || isEuropeanNumber(c));
    }

    /** Ignores marks after the last letter. */
    private static boolean endsWith(String label, IntPredicate condition) {
        int end = label.length();
        while (end > 0 && isMark(label.codePointBefore(end))) {
            end = label.offsetByCodePoints(end, -1);
        }
        return end > 0 && condition.test(label.codePointBefore(end));
    }

    private static boolean isLeftToRightLetter(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }

    private static boolean isRightToLeftLetter(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> true;
            default -> false;
        };
    }

    private static boolean isArabicNumber(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }

    private static boolean isEuropeanNumber(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
    }

    private static boolean isMark(int c) {
        return Character.getDirectionality(c) == Character.DIRECTIONALITY_NONSPACING_MARK;
    }

    private static boolean isInEitherDirection(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
                    Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
                    Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
                    Character.DIRECTIONALITY_OTHER_NEUTRALS,
                    Character.DIRECTIONALITY_BOUNDARY_NEUTRAL,
                    Character.DIRECTIONALITY_NONSPACING_MARK -> true;
            default -> false;
        };
    }
}
