package io.github.useremails.domain;

/** Why a line of a roster changes nothing. */
public enum RosterConflict {

    /** The address is in a domain that the institution has not verified. */
    DOMAIN_NOT_VERIFIED,

    /** Another line has the same key, or the same address. None of them counts. */
    DUPLICATE_LINE,

    /** The user has confirmed the addresses of several lines. None of them counts. */
    SEVERAL_LINES_FOR_ONE_USER,

    /** Another user than the one known by the key has claimed the address. */
    BELONGS_TO_ANOTHER_USER,

    /** The user is known by another key of the same institution: the key changed, or the address was given on. */
    BELONGS_TO_ANOTHER_MEMBER,

    /** Another institution vouches for the user, and for one user only one can. */
    MANAGED_BY_ANOTHER_INSTITUTION
}
