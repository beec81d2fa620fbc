package io.github.useremails.domain.address;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.UnicodeSet;
import io.github.useremails.domain.text.CodePointSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The Unicode data of ICU4J: the reference for the tests, and the source of the tables that Java lacks. */
final class Unicode {

    private static final UnicodeSet LETTERS_AND_DIGITS = new UnicodeSet("[[:Ll:][:Lu:][:Lo:][:Nd:][:Lm:][:Mn:][:Mc:]]");
    private static final UnicodeSet IGNORABLE =
            new UnicodeSet("[[:Default_Ignorable_Code_Point:][:White_Space:][:Noncharacter_Code_Point:]]");
    private static final UnicodeSet IGNORABLE_BLOCKS =
            new UnicodeSet("[[:block=Combining_Diacritical_Marks_For_Symbols:][:block=Musical_Symbols:]"
                    + "[:block=Ancient_Greek_Musical_Notation:]]");
    private static final UnicodeSet OLD_HANGUL_JAMO = new UnicodeSet("[[:hst=L:][:hst=V:][:hst=T:]]");
    private static final UnicodeSet EXCEPTIONS_VALID =
            new UnicodeSet("[\\u00DF \\u03C2 \\u06FD \\u06FE \\u0F0B \\u3007]");
    private static final UnicodeSet CONTEXT =
            new UnicodeSet("[\\u00B7 \\u0375 \\u05F3 \\u05F4 \\u30FB \\u0660-\\u0669 \\u06F0-\\u06F9 \\u200C \\u200D]");
    private static final UnicodeSet EXCEPTIONS_DISALLOWED =
            new UnicodeSet("[\\u0640 \\u07FA \\u302E \\u302F \\u3031-\\u3035 \\u303B]");
    private static final UnicodeSet LDH = new UnicodeSet("[a-z0-9\\-]");

    private Unicode() {}

    /** Returns the code points that are assigned in both Java and ICU4J, whose Unicode versions differ. */
    static IntStream assigned() {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(Unicode::isAssigned)
                .filter(codePoint -> Character.getType(codePoint) != Character.SURROGATE);
    }

    static boolean isAssigned(int codePoint) {
        return Character.isDefined(codePoint) && UCharacter.isDefined(codePoint);
    }

    /** Computes the property by RFC 5892, section 3, in its order and from the data of ICU4J. */
    static IdnaProperty derivedProperty(int c) {
        if (EXCEPTIONS_VALID.contains(c)) {
            return IdnaProperty.VALID;
        }
        if (CONTEXT.contains(c)) {
            return IdnaProperty.NEEDS_CONTEXT;
        }
        if (EXCEPTIONS_DISALLOWED.contains(c)) {
            return IdnaProperty.DISALLOWED;
        }
        if (LDH.contains(c)) {
            return IdnaProperty.VALID;
        }
        if (!isStable(c) || IGNORABLE.contains(c) || IGNORABLE_BLOCKS.contains(c) || OLD_HANGUL_JAMO.contains(c)) {
            return IdnaProperty.DISALLOWED;
        }
        return LETTERS_AND_DIGITS.contains(c) ? IdnaProperty.VALID : IdnaProperty.DISALLOWED;
    }

    private static boolean isStable(int c) {
        Normalizer2 nfkc = Normalizer2.getNFKCInstance();
        String character = Character.toString(c);
        return nfkc.normalize(UCharacter.foldCase(nfkc.normalize(character), true))
                .equals(character);
    }

    /** Returns the ranges in the format of {@link CodePointSet}. */
    static String ranges(String pattern) {
        return StreamSupport.stream(new UnicodeSet(pattern).ranges().spliterator(), false)
                .map(range -> range.codepoint == range.codepointEnd
                        ? hex(range.codepoint)
                        : hex(range.codepoint) + "-" + hex(range.codepointEnd))
                .collect(Collectors.joining(" "));
    }

    static String hex(int codePoint) {
        return Integer.toHexString(codePoint).toUpperCase(java.util.Locale.ROOT);
    }

    static String hex(String text) {
        return text.codePoints().mapToObj(Unicode::hex).collect(Collectors.joining(" "));
    }
}
