package io.github.useremails.domain.text;

/** Invisible characters, most of which Unicode classifies as letters, marks or symbols. */
public final class Invisible {

    // GENERATED from ICU4J by UnicodeTablesTest: Default_Ignorable_Code_Point.
    public static final String IGNORABLE_RANGES = """
            AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8
            1BCA0-1BCA3 1D173-1D17A E0000-E0FFF""";

    // Their glyph is blank, or represents a lost character: the blank pattern of Braille, the object replacement and
    // the replacement character, blanks of Egyptian hieroglyphs and of Khitan, and the null note head.
    public static final String BLANK_RANGES = "2800 FFFC-FFFD 13441-13442 16FE4 1D159";

    private static final CodePointSet IGNORABLE = CodePointSet.of(IGNORABLE_RANGES);
    private static final CodePointSet BLANK = CodePointSet.of(BLANK_RANGES);
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Invisible() {}

    public static boolean contains(int codePoint) {
        // Nearly every character is ASCII, and a search for each would be a large part of the cost of a parse.
        return !Ascii.contains(codePoint) && (IGNORABLE.contains(codePoint) || BLANK.contains(codePoint));
    }

    /** The two joiners, which shape the letters next to them, and which some languages need. */
    public static boolean isJoiner(int codePoint) {
        return codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
    }
}
