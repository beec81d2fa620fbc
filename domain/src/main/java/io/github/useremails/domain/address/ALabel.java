package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.A_LABEL_NOT_DECODABLE;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;
import java.text.Normalizer;

/** A label of ASCII that stands for one that is not: {@code xn--} and Punycode (RFC 5890). */
final class ALabel {

    static final String PREFIX = "xn--";

    private ALabel() {}

    static boolean isMarked(String lowerCaseLabel) {
        return lowerCaseLabel.startsWith(PREFIX);
    }

    /** Accepts an A-label in lower case if it is exactly what its U-label is encoded to, and gives the U-label. */
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
