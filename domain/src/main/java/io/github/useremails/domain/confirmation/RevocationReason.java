package io.github.useremails.domain.confirmation;

/** Why a confirmation does not hold any more. Kept in the history of the address. */
public enum RevocationReason {
    /** Mail to the address comes back for good. */
    BOUNCED,

    /** The person who reads the mail there complained about it. */
    COMPLAINED,

    /** The domain is not registered any more, so that anybody could take it. */
    DOMAIN_EXPIRED,

    /** Somebody reported that the address is not the user's. */
    REPORTED,

    /** The provider gave the mailbox up, and may give it to somebody else. */
    RELEASED
}
