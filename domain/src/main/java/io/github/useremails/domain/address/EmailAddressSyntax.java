package io.github.useremails.domain.address;

import static io.github.useremails.domain.address.InvalidEmailAddressReason.ADDRESS_TOO_LONG;
import static io.github.useremails.domain.address.InvalidEmailAddressReason.AT_SIGN_MISSING;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.useremails.domain.text.Ascii;

/**
 * The syntax of an address: the Mailbox of RFC 5321 with a dot-atom before the {@code @}, internationalized as in RFC
 * 6531. Quoted strings, comments, IP literals, display names and obsolete forms are not supported.
 */
final class EmailAddressSyntax {

    private static final int MAXIMUM_OCTETS = 254;

    private EmailAddressSyntax() {}

    static Parsed<EmailAddress> parse(String text) {
        return RawText.check(text).then(EmailAddressSyntax::split);
    }

    private static Parsed<EmailAddress> split(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return Parsed.refused(AT_SIGN_MISSING);
        }
        return LocalPart.parse(text.substring(0, at))
                .then(localPart -> DomainName.parse(text.substring(at + 1)).then(domain -> join(localPart, domain)));
    }

    private static Parsed<EmailAddress> join(String localPart, String domain) {
        String value = localPart + "@" + domain;
        if (value.getBytes(UTF_8).length > MAXIMUM_OCTETS) {
            return Parsed.refused(ADDRESS_TOO_LONG);
        }
        // The domain is already in lower case.
        return Parsed.accepted(new EmailAddress(value, Ascii.lowerCase(value)));
    }
}
