package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.DOMAIN_DIRECTION_MIXED;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.DOMAIN_EMPTY;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.DOMAIN_FULL_STOP_NOT_ASCII;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.DOMAIN_TOO_LONG;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.DOMAIN_WITHOUT_DOT;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.LAST_LABEL_NUMERIC;

import io.github.useremails.domain.text.Ascii;
import io.github.useremails.domain.text.CodePoints;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The part after the {@code @}: labels joined by dots, normalized to lower-case A-labels. */
final class DomainName {

    // IDNA 2003 treats them as dots, and they are easily typed on a Japanese or Chinese keyboard.
    private static final String FULL_STOPS_NOT_ASCII = "\u3002\uFF0E\uFF61";
    private static final int MAXIMUM_OCTETS = 253;

    private DomainName() {}

    static Parsed<String> parse(String text) {
        if (text.isEmpty()) {
            return Parsed.refused(DOMAIN_EMPTY);
        }
        if (CodePoints.anyMatch(text, c -> FULL_STOPS_NOT_ASCII.indexOf(c) >= 0)) {
            return Parsed.refused(DOMAIN_FULL_STOP_NOT_ASCII);
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        List<String> labels = List.of(composed.split("\\.", -1));
        if (labels.size() == 1) {
            return Parsed.refused(DOMAIN_WITHOUT_DOT);
        }
        return parse(labels).then(DomainName::join).then(DomainName::check);
    }

    private static Parsed<List<DomainLabel>> parse(List<String> labels) {
        List<DomainLabel> parsedLabels = new ArrayList<>(labels.size());
        for (String label : labels) {
            Parsed<DomainLabel> parsed = DomainLabel.parse(label);
            if (parsed instanceof Parsed.Refused<DomainLabel> refused) {
                return Parsed.refused(refused.reason());
            }
            parsedLabels.add(parsed.orElseThrow());
        }
        return Parsed.accepted(parsedLabels);
    }

    private static Parsed<String> join(List<DomainLabel> labels) {
        StringJoiner domain = new StringJoiner(".");
        boolean internationalised = false;
        for (DomainLabel label : labels) {
            domain.add(label.ascii());
            internationalised |= ALabel.isMarked(label.ascii());
        }
        if (internationalised
                && !BidiRule.isSatisfied(
                        labels.stream().map(DomainLabel::unicode).toList())) {
            return Parsed.refused(DOMAIN_DIRECTION_MIXED);
        }
        return Parsed.accepted(domain.toString());
    }

    private static Parsed<String> check(String domain) {
        // RFC 3696: no top-level domain is numeric, so this is an IPv4 address or a typing error.
        String lastLabel = domain.substring(domain.lastIndexOf('.') + 1);
        if (CodePoints.allMatch(lastLabel, Ascii::isDigit)) {
            return Parsed.refused(LAST_LABEL_NUMERIC);
        }
        if (domain.length() > MAXIMUM_OCTETS) {
            return Parsed.refused(DOMAIN_TOO_LONG);
        }
        return Parsed.accepted(domain);
    }
}
