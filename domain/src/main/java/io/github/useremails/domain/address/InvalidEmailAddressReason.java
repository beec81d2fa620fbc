package io.github.useremails.domain.address;

/** The reason why a text is not an email address: one for each error that a person can correct. */
public enum InvalidEmailAddressReason {
    /** The text is empty. */
    TEXT_EMPTY("The address is empty."),

    /** The text exceeds 1,024 characters, far more than any address. */
    TEXT_TOO_LONG("The text is longer than any address can be."),

    /** A space, a tab or a line break, around the address or inside it. */
    BLANK("The address contains a space, a tab or a line break. Check the start and the end, too."),

    /** A control, invisible, private-use or unassigned character, or half of a surrogate pair. */
    FORBIDDEN_CHARACTER("The address contains a character that is invisible or has no agreed meaning."),

    /** Nothing separates a local part from a domain. */
    AT_SIGN_MISSING("The address has no \"@\"."),

    /** The text starts with its only {@code @}. */
    LOCAL_PART_EMPTY("The part before the \"@\" is missing."),

    /** An ASCII character that is neither a dot nor part of an atom, such as a second {@code @}. */
    LOCAL_PART_CHARACTER_NOT_ALLOWED(
            "The part before the last \"@\" contains a character that is not allowed there. Use letters, digits,"
                    + " dots and !#$%&'*+-/=?^_`{|}~"),

    /** A dot at the start or at the end of the local part, or two in a row. */
    LOCAL_PART_ATOM_EMPTY("The part before the \"@\" starts or ends with a dot, or has two dots in a row."),

    /** A combining mark with nothing to combine with. */
    LOCAL_PART_ATOM_STARTS_WITH_COMBINING_MARK(
            "The address starts with an accent or another combining mark, or has one right after a dot."),

    /** A character that other software may read as an {@code @}, a dot or forbidden punctuation. */
    LOCAL_PART_CONFUSABLE("The part before the \"@\" contains a character that other software may read as an \"@\","
            + " a dot, a blank or punctuation that is not allowed."),

    /** The local part exceeds 64 octets. */
    LOCAL_PART_TOO_LONG("The part before the \"@\" is longer than 64 bytes in UTF-8."),

    /** The text ends with its last {@code @}. */
    DOMAIN_EMPTY("The part after the \"@\" is missing."),

    /** An ideographic, full-width or half-width full stop instead of a dot. */
    DOMAIN_FULL_STOP_NOT_ASCII("The domain contains a full stop of another script. Use a plain dot."),

    /** The domain is a single label, such as {@code localhost}. */
    DOMAIN_WITHOUT_DOT("The domain has no dot: at least two names are needed, as in example.org."),

    /** A dot at the start or at the end of the domain, or two in a row. */
    LABEL_EMPTY("The domain starts or ends with a dot, or has two dots in a row."),

    /** An ASCII character other than a letter, a digit or a hyphen, such as a bracket or an underscore. */
    LABEL_CHARACTER_NOT_ALLOWED("The domain contains a character other than letters, digits, hyphens and dots."),

    /** A hyphen at the start or at the end of a label. */
    LABEL_HYPHEN_AT_END("A name in the domain starts or ends with a hyphen."),

    /** A label exceeds 63 octets. */
    LABEL_TOO_LONG("A name in the domain is longer than 63 bytes."),

    /** The last label has digits only, as in an IPv4 address. */
    LAST_LABEL_NUMERIC("The domain ends with a number. An IP address is not accepted."),

    /** A symbol, a compatibility form such as a full-width letter, or another character that IDNA 2008 disallows. */
    U_LABEL_CHARACTER_NOT_ALLOWED(
            "The domain contains a symbol, a special form of a letter or another character that is not allowed there."),

    /** A character that IDNA 2008 allows only next to others, such as the middle dot between two l. */
    U_LABEL_CHARACTER_OUT_OF_CONTEXT(
            "The domain contains a character that is allowed only next to certain others, such as the middle dot of"
                    + " Catalan or a digit of another script."),

    /** An internationalized label that starts with a combining mark. */
    U_LABEL_STARTS_WITH_COMBINING_MARK("A name in the domain starts with an accent or another combining mark."),

    /** Hyphens in the third and the fourth position of an internationalized label. */
    U_LABEL_HYPHENS_NOT_ALLOWED("The third and the fourth character of a name in the domain are hyphens."),

    /** A domain with a right-to-left label, where that or another label breaks the Bidi rule of RFC 5893. */
    DOMAIN_DIRECTION_MIXED(
            "The domain mixes scripts of both directions, or mixes them with digits, so its order is ambiguous."),

    /** A label that starts with {@code xn--} and is not the encoding of an internationalized label. */
    A_LABEL_NOT_DECODABLE("A name in the domain starts with \"xn--\", but the rest is not a valid encoding."),

    /** The domain exceeds 253 octets. */
    DOMAIN_TOO_LONG("The domain is longer than 253 bytes."),

    /** The whole address exceeds 254 octets. */
    ADDRESS_TOO_LONG("The address is longer than 254 bytes in UTF-8.");

    private final String explanation;

    InvalidEmailAddressReason(String explanation) {
        this.explanation = explanation;
    }

    /**
     * Describes in plain English what is wrong, for the person who typed the address.
     *
     * @return one or two sentences, which never contain the input
     */
    public String explanation() {
        return explanation;
    }
}
