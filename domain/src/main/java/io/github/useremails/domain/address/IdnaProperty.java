package io.github.useremails.domain.address;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePointSet;
import io.github.useremails.domain.text.Invisible;
import java.lang.Character.UnicodeBlock;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * The property of a code point in a U-label under IDNA 2008: the derived property of RFC 5892, computed by its
 * algorithm from the Unicode data of the Java runtime. A newer runtime accepts the letters of a newer Unicode version.
 */
enum IdnaProperty {
    VALID,
    NEEDS_CONTEXT,
    DISALLOWED;

    // RFC 5892, section 2.6: the exceptions to the algorithm.
    private static final CodePointSet EXCEPTIONS_VALID = CodePointSet.of("DF 3C2 6FD-6FE F0B 3007");
    private static final CodePointSet EXCEPTIONS_CONTEXT = CodePointSet.of("B7 375 5F3-5F4 660-669 6F0-6F9 30FB");
    private static final CodePointSet EXCEPTIONS_DISALLOWED = CodePointSet.of("640 7FA 302E-302F 3031-3035 303B");

    private static final CodePointSet JOIN_CONTROLS = CodePointSet.of("200C-200D");
    private static final CodePointSet OLD_HANGUL_JAMO = CodePointSet.of("1100-11FF A960-A97C D7B0-D7C6 D7CB-D7FB");
    private static final Set<UnicodeBlock> IGNORABLE_BLOCKS = Set.of(
            UnicodeBlock.COMBINING_MARKS_FOR_SYMBOLS,
            UnicodeBlock.MUSICAL_SYMBOLS,
            UnicodeBlock.ANCIENT_GREEK_MUSICAL_NOTATION);
    private static final int DOTLESS_I = 0x131;

    /** Returns the property of a code point. An unassigned one is disallowed, since its meaning is not yet defined. */
    static IdnaProperty of(int c) {
        if (EXCEPTIONS_VALID.contains(c)) {
            return VALID;
        }
        if (EXCEPTIONS_CONTEXT.contains(c) || JOIN_CONTROLS.contains(c)) {
            return NEEDS_CONTEXT;
        }
        if (Ascii.contains(c)) {
            return c == '-' || Ascii.isDigit(c) || Ascii.isLowerCase(c) ? VALID : DISALLOWED;
        }
        boolean valid = isLetterOrDigit(c)
                && !EXCEPTIONS_DISALLOWED.contains(c)
                && !Invisible.contains(c)
                && !OLD_HANGUL_JAMO.contains(c)
                && !isInIgnorableBlock(c)
                && isStable(c);
        return valid ? VALID : DISALLOWED;
    }

    private static boolean isLetterOrDigit(int c) {
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isInIgnorableBlock(int c) {
        UnicodeBlock block = UnicodeBlock.of(c);
        return block != null && IGNORABLE_BLOCKS.contains(block);
    }

    // Whether NFKC and case folding leave it unchanged. Java has no case folding: converting to upper and then to lower
    // case is equivalent, except for these two.
    private static boolean isStable(int c) {
        if (c == DOTLESS_I || Cherokee.isLetter(c)) {
            return !Cherokee.isSmallLetter(c);
        }
        String character = Character.toString(c);
        String folded = nfkc(character).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return nfkc(folded).equals(character);
    }

    private static String nfkc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
}
