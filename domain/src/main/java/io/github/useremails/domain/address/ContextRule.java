package io.github.useremails.domain.address;

import io.github.useremails.domain.text.CodePointSet;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** The rules for characters that are valid only in certain contexts (RFC 5892, appendix A). */
final class ContextRule {

    private static final int NONE = -1;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final CodePointSet ARABIC_INDIC_DIGITS = CodePointSet.of("660-669");
    private static final CodePointSet EXTENDED_ARABIC_INDIC_DIGITS = CodePointSet.of("6F0-6F9");

    private ContextRule() {}

    /** Returns whether the character is valid at the index. A character without a rule is not. */
    static boolean isSatisfied(int[] label, int index) {
        int c = label[index];
        int before = index > 0 ? label[index - 1] : NONE;
        int after = index + 1 < label.length ? label[index + 1] : NONE;
        return switch (c) {
            case ZERO_WIDTH_NON_JOINER -> Joining.isVirama(before) || isBetweenJoiningLetters(label, index);
            case ZERO_WIDTH_JOINER -> Joining.isVirama(before);
            case 0xB7 -> before == 'l' && after == 'l';
            case 0x375 -> isOf(after, UnicodeScript.GREEK);
            case 0x5F3, 0x5F4 -> isOf(before, UnicodeScript.HEBREW);
            case 0x30FB -> Arrays.stream(label).anyMatch(ContextRule::isJapanese);
            default -> digitsAreOfOneKind(label, c);
        };
    }

    private static boolean isBetweenJoiningLetters(int[] label, int index) {
        int left = index - 1;
        while (left >= 0 && Joining.isTransparent(label[left])) {
            left--;
        }
        int right = index + 1;
        while (right < label.length && Joining.isTransparent(label[right])) {
            right++;
        }
        return left >= 0
                && right < label.length
                && Joining.joinsTheNext(label[left])
                && Joining.joinsThePrevious(label[right]);
    }

    private static boolean isOf(int c, UnicodeScript script) {
        return c != NONE && UnicodeScript.of(c) == script;
    }

    private static boolean isJapanese(int c) {
        return isOf(c, UnicodeScript.HIRAGANA) || isOf(c, UnicodeScript.KATAKANA) || isOf(c, UnicodeScript.HAN);
    }

    private static boolean digitsAreOfOneKind(int[] label, int digit) {
        if (ARABIC_INDIC_DIGITS.contains(digit)) {
            return holdsNone(label, EXTENDED_ARABIC_INDIC_DIGITS::contains);
        }
        return EXTENDED_ARABIC_INDIC_DIGITS.contains(digit) && holdsNone(label, ARABIC_INDIC_DIGITS::contains);
    }

    private static boolean holdsNone(int[] label, IntPredicate condition) {
        return Arrays.stream(label).noneMatch(condition);
    }
}
