package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.FORBIDDEN_CHARACTER;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_ATOM_EMPTY;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_ATOM_STARTS_WITH_COMBINING_MARK;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_CHARACTER_NOT_ALLOWED;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_CONFUSABLE;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_EMPTY;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LOCAL_PART_TOO_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;
import io.github.useremails.domain.text.Invisible;
import java.text.Normalizer;
import java.util.List;

/** The part before the {@code @}: the dot-atom of RFC 5321, internationalized as in RFC 6531. */
final class LocalPart {

    private static final String PUNCTUATION = "!#$%&'*+-/=?^_`{|}~";
    private static final int MAXIMUM_OCTETS = 64;

    private LocalPart() {}

    static Parsed<String> parse(String text) {
        if (text.isEmpty()) {
            return Parsed.refused(LOCAL_PART_EMPTY);
        }
        // Joiners shape words of Persian or Marathi, but few people can distinguish mailboxes that differ only in them.
        if (CodePoints.anyMatch(text, Invisible::isJoiner)) {
            return Parsed.refused(FORBIDDEN_CHARACTER);
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        // Check both forms: composition hides "<" in U+226E, and produces ";" from U+037E.
        if (!isDotAtomText(text) || !isDotAtomText(composed)) {
            return Parsed.refused(LOCAL_PART_CHARACTER_NOT_ALLOWED);
        }
        List<String> atoms = List.of(composed.split("\\.", -1));
        if (atoms.contains("")) {
            return Parsed.refused(LOCAL_PART_ATOM_EMPTY);
        }
        if (atoms.stream().anyMatch(LocalPart::startsWithCombiningMark)) {
            return Parsed.refused(LOCAL_PART_ATOM_STARTS_WITH_COMBINING_MARK);
        }
        if (isConfusable(composed)) {
            return Parsed.refused(LOCAL_PART_CONFUSABLE);
        }
        if (composed.getBytes(UTF_8).length > MAXIMUM_OCTETS) {
            return Parsed.refused(LOCAL_PART_TOO_LONG);
        }
        return Parsed.accepted(composed);
    }

    private static boolean isDotAtomText(String text) {
        return CodePoints.allMatch(text, LocalPart::isDotAtomCharacter);
    }

    private static boolean isDotAtomCharacter(int c) {
        return !Ascii.contains(c) || Ascii.isLetter(c) || Ascii.isDigit(c) || c == '.' || PUNCTUATION.indexOf(c) >= 0;
    }

    static boolean startsWithCombiningMark(String text) {
        return switch (Character.getType(text.codePointAt(0))) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    // Other software may fold compatibility characters, and would then see an "@" or a dot that this check does not.
    private static boolean isConfusable(String composed) {
        String folded = Normalizer.normalize(composed, Normalizer.Form.NFKC);
        return !isDotAtomText(folded) || dotsIn(folded) != dotsIn(composed);
    }

    private static int dotsIn(String text) {
        return CodePoints.count(text, c -> c == '.');
    }
}
