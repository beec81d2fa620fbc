package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.A_LABEL_NOT_DECODABLE;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_CHARACTER_NOT_ALLOWED;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_EMPTY;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_HYPHEN_AT_END;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_TOO_LONG;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;

/**
 * A label of a domain, in two lower-case forms.
 *
 * @param ascii the form for the DNS: an A-label, or plain letters, digits and hyphens
 * @param unicode the form for people: the U-label, or the same text
 */
record DomainLabel(String ascii, String unicode) {

    private static final int MAXIMUM_OCTETS = 63;

    /** Accepts a label in NFC. */
    static Parsed<DomainLabel> parse(String label) {
        if (label.isEmpty()) {
            return Parsed.refused(LABEL_EMPTY);
        }
        if (!CodePoints.allMatch(label, DomainLabel::isAllowed)) {
            return Parsed.refused(LABEL_CHARACTER_NOT_ALLOWED);
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return Parsed.refused(LABEL_HYPHEN_AT_END);
        }
        // Each code point needs at least one octet of the A-label.
        if (label.codePointCount(0, label.length()) > MAXIMUM_OCTETS) {
            return Parsed.refused(LABEL_TOO_LONG);
        }
        boolean ascii = CodePoints.allMatch(label, Ascii::contains);
        String lower = ascii ? Ascii.lowerCase(label) : LabelCase.lower(label);
        if (ALabel.isMarked(lower)) {
            return ascii
                    ? ALabel.toULabel(lower).then(uLabel -> Parsed.accepted(new DomainLabel(lower, uLabel)))
                    : Parsed.refused(A_LABEL_NOT_DECODABLE);
        }
        if (ascii) {
            return Parsed.accepted(new DomainLabel(lower, lower));
        }
        return ULabel.toALabel(lower).then(aLabel -> Parsed.accepted(new DomainLabel(aLabel, lower)));
    }

    private static boolean isAllowed(int c) {
        return !Ascii.contains(c) || Ascii.isLetter(c) || Ascii.isDigit(c) || c == '-';
    }
}
