package io.github.useremails.domain.address;

/** The form of an address that is safe to log. */
final class MaskedEmailAddress {

    private static final String MASK = "***";

    private MaskedEmailAddress() {}

    static String of(String value) {
        int at = value.lastIndexOf('@');
        if (at < 1) {
            return firstCodePoint(value) + MASK;
        }
        // Stored text may not be an address: the part after its "@" is shown only if it can be a domain.
        String domain = DomainName.parse(value.substring(at + 1)).toOptional().orElse(MASK);
        return firstCodePoint(value) + MASK + "@" + domain;
    }

    private static String firstCodePoint(String value) {
        return value.isEmpty() ? "" : value.substring(0, value.offsetByCodePoints(0, 1));
    }
}
