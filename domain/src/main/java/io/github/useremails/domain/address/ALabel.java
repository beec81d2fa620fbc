package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.A_LABEL_NOT_DECODABLE;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;
import java.text.Normalizer;

/** An ASCII label that encodes a non-ASCII label: {@code xn--} and Punycode (RFC 5890). */
final class ALabel {

    static final String PREFIX = "xn--";

    private ALabel() {}

    static boolean isMarked(String lowerCaseLabel) {
        return lowerCaseLabel.startsWith(PREFIX);
    }

    /** Accepts a lower-case A-label if it is exactly the encoding of its U-label, and decodes it. */
    static Parsed<String> toULabel(String aLabel) {
        return Punycode.decode(aLabel.substring(PREFIX.length()))
                .filter(ALabel::isInternationalised)
                .map(label -> ULabel.toALabel(label)
                        .then(encoded -> encoded.equals(aLabel)
                                ? Parsed.accepted(label)
                                : Parsed.<String>refused(A_LABEL_NOT_DECODABLE)))
                .orElseGet(() -> Parsed.refused(A_LABEL_NOT_DECODABLE));
    }

    private static boolean isInternationalised(String label) {
        return !CodePoints.allMatch(label, Ascii::contains) && Normalizer.isNormalized(label, Normalizer.Form.NFC);
    }
}
