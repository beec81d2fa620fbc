package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.BLANK;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.FORBIDDEN_CHARACTER;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.TEXT_EMPTY;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.TEXT_TOO_LONG;

import io.github.useremails.domain.text.CodePoints;
import io.github.useremails.domain.text.Invisible;

/** The checks of a text before it is split. */
final class RawText {

    // Far longer than any address. It bounds the cost of the following steps for hostile input.
    private static final int MAXIMUM_CHARACTERS = 1_024;

    private RawText() {}

    static Parsed<String> check(String text) {
        if (text.isEmpty()) {
            return Parsed.refused(TEXT_EMPTY);
        }
        if (text.length() > MAXIMUM_CHARACTERS) {
            return Parsed.refused(TEXT_TOO_LONG);
        }
        if (CodePoints.anyMatch(text, RawText::isBlank)) {
            return Parsed.refused(BLANK);
        }
        if (CodePoints.anyMatch(text, RawText::isForbidden)) {
            return Parsed.refused(FORBIDDEN_CHARACTER);
        }
        return Parsed.accepted(text);
    }

    // Both methods are needed: one covers tabs and line breaks, the other the non-breaking space.
    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    private static boolean isForbidden(int codePoint) {
        // Joiners can be valid in a domain; the local part rejects them.
        return !Invisible.isJoiner(codePoint) && (Invisible.contains(codePoint) || isOfForbiddenCategory(codePoint));
    }

    private static boolean isOfForbiddenCategory(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
