package io.github.useremails.domain.address;

import io.github.useremails.domain.text.CodePointSet;

/** The one script whose small letters fold to capitals, since its capitals were encoded first. */
final class Cherokee {

    private static final CodePointSet CAPITALS = CodePointSet.of("13A0-13F5");
    private static final CodePointSet SMALL_LETTERS = CodePointSet.of("13F8-13FD AB70-ABBF");

    private Cherokee() {}

    static boolean isLetter(int codePoint) {
        return CAPITALS.contains(codePoint) || isSmallLetter(codePoint);
    }

    static boolean isSmallLetter(int codePoint) {
        return SMALL_LETTERS.contains(codePoint);
    }

    static int capital(int letter) {
        return isSmallLetter(letter) ? Character.toUpperCase(letter) : letter;
    }
}
