package io.github.useremails.domain;

/** A label of ASCII that stands for one that is not: {@code xn--} and Punycode (RFC 5890). */
final class ALabel {

    private static final String PREFIX = "xn--";

    private ALabel() {}

    static boolean isMarked(String lowerCaseLabel) {
        return lowerCaseLabel.startsWith(PREFIX);
    }

    // Not by java.net.IDN, which knows IDNA 2003 only and gives xn--fa-hia, a good name of today, back undecoded.
    static boolean isDecodable(String aLabel) {
        return Punycode.decode(aLabel.substring(PREFIX.length()))
                .filter(decoded -> !CodePoints.allMatch(decoded, Ascii::contains))
                .isPresent();
    }
}
