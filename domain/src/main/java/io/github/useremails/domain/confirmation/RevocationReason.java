package io.github.useremails.domain.confirmation;

/** The reason for revoking a confirmation, which is recorded in the history of the address. */
public enum RevocationReason {
    /** Mail to the address bounces permanently. */
    BOUNCED,

    /** The person who receives the mail complained about it. */
    COMPLAINED,

    /** The domain is no longer registered, so anybody could register it. */
    DOMAIN_EXPIRED,

    /** Somebody reported that the address is not the user's. */
    REPORTED,

    /** The provider has closed the mailbox, and may assign the address to somebody else. */
    RELEASED
}
