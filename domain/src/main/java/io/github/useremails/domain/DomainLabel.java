package io.github.useremails.domain;

import static io.github.useremails.domain.InvalidEmailAddressReason.A_LABEL_NOT_DECODABLE;
import static io.github.useremails.domain.InvalidEmailAddressReason.LABEL_CHARACTER_NOT_ALLOWED;
import static io.github.useremails.domain.InvalidEmailAddressReason.LABEL_EMPTY;
import static io.github.useremails.domain.InvalidEmailAddressReason.LABEL_HYPHEN_AT_END;
import static io.github.useremails.domain.InvalidEmailAddressReason.LABEL_TOO_LONG;
import static io.github.useremails.domain.InvalidEmailAddressReason.U_LABEL_NOT_ROUND_TRIPPING;

/** What stands between the dots of a domain. */
final class DomainLabel {

    private static final int MAXIMUM_OCTETS = 63;

    private DomainLabel() {}

    /** Accepts a label in NFC and gives what stands for it in the DNS, in lower case. */
    static Parsed<String> parse(String label) {
        if (label.isEmpty()) {
            return Parsed.refused(LABEL_EMPTY);
        }
        if (!CodePoints.allMatch(label, DomainLabel::isAllowed)) {
            return Parsed.refused(LABEL_CHARACTER_NOT_ALLOWED);
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return Parsed.refused(LABEL_HYPHEN_AT_END);
        }
        // Each code point takes at least one octet of the A-label, which IDN keeps within the limit.
        if (label.codePointCount(0, label.length()) > MAXIMUM_OCTETS) {
            return Parsed.refused(LABEL_TOO_LONG);
        }
        String lower = Ascii.lowerCase(label);
        if (ALabel.isMarked(lower)) {
            return ALabel.isDecodable(lower) ? Parsed.accepted(lower) : Parsed.refused(A_LABEL_NOT_DECODABLE);
        }
        if (CodePoints.allMatch(label, Ascii::contains)) {
            return Parsed.accepted(lower);
        }
        return ULabel.toALabel(label).map(Parsed::accepted).orElseGet(() -> Parsed.refused(U_LABEL_NOT_ROUND_TRIPPING));
    }

    private static boolean isAllowed(int c) {
        return !Ascii.contains(c) || Ascii.isLetter(c) || Ascii.isDigit(c) || c == '-';
    }
}
