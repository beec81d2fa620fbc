package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.FORBIDDEN_CHARACTER;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_HYPHEN_AT_END;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LABEL_TOO_LONG;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.U_LABEL_CHARACTER_NOT_ALLOWED;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.U_LABEL_CHARACTER_OUT_OF_CONTEXT;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.U_LABEL_HYPHENS_NOT_ALLOWED;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.U_LABEL_STARTS_WITH_COMBINING_MARK;

import io.github.useremails.domain.text.Invisible;

/** A label in its own script, by the rules of IDNA 2008 (RFC 5890 to 5892). */
final class ULabel {

    private static final int MAXIMUM_OCTETS = 63;

    private ULabel() {}

    /** Accepts a label in lower case and NFC that is not pure ASCII, and encodes it as an A-label. */
    static Parsed<String> toALabel(String label) {
        if (label.startsWith("-") || label.endsWith("-")) {
            return Parsed.refused(LABEL_HYPHEN_AT_END);
        }
        if (LocalPart.startsWithCombiningMark(label)) {
            return Parsed.refused(U_LABEL_STARTS_WITH_COMBINING_MARK);
        }
        return check(label.codePoints().toArray()).then(checked -> encode(label));
    }

    private static Parsed<int[]> check(int[] label) {
        for (int i = 0; i < label.length; i++) {
            IdnaProperty property = IdnaProperty.of(label[i]);
            if (property == IdnaProperty.DISALLOWED) {
                return Parsed.refused(U_LABEL_CHARACTER_NOT_ALLOWED);
            }
            if (property == IdnaProperty.NEEDS_CONTEXT && !ContextRule.isSatisfied(label, i)) {
                boolean unseen = Invisible.isJoiner(label[i]);
                return Parsed.refused(unseen ? FORBIDDEN_CHARACTER : U_LABEL_CHARACTER_OUT_OF_CONTEXT);
            }
        }
        // RFC 5891, section 4.2.3.1: reserved for prefixes such as "xn--".
        if (label.length > 3 && label[2] == '-' && label[3] == '-') {
            return Parsed.refused(U_LABEL_HYPHENS_NOT_ALLOWED);
        }
        return Parsed.accepted(label);
    }

    private static Parsed<String> encode(String label) {
        String aLabel = ALabel.PREFIX + PunycodeEncoder.encode(label);
        return aLabel.length() > MAXIMUM_OCTETS ? Parsed.refused(LABEL_TOO_LONG) : Parsed.accepted(aLabel);
    }
}
