package io.github.useremails.domain.institution;

/** Why a line of a roster changes nothing for the person that it names, or why a user was not released. */
public enum RosterConflict {

    /** The address is in a domain that the institution has not verified. */
    DOMAIN_NOT_VERIFIED,

    /** Another line has the same key with another address, or the same address with another key. None of them counts. */
    DUPLICATE_LINE,

    /** Several lines name the same user, who has confirmed their addresses or is known by their keys. None counts. */
    SEVERAL_LINES_FOR_ONE_USER,

    /** Another user than the one known by the key has claimed the address, and does not give it back by this roster. */
    BELONGS_TO_ANOTHER_USER,

    /**
     * The user is, or was, known by another key of the same institution: the key changed, or the address was given on.
     * If the roster does not name that other key, the user is released by the same roster. If the key of a person
     * changed, {@linkplain InstitutionRosters#forget forget} the old one.
     */
    BELONGS_TO_ANOTHER_MEMBER,

    /** Another institution vouches for the user, and for one user only one can. */
    MANAGED_BY_ANOTHER_INSTITUTION,

    /** A user has one address until the contract of the move, and the line would add a second one. */
    ONE_ADDRESS_UNTIL_CONTRACT,

    /**
     * A listener threw an exception when it was told of the user. What it wrote for the user is undone.
     * {@link RosterOutcome.Synchronized#firstFailure()} names the exception.
     */
    LISTENER_FAILED,

    /** Another transaction held the user for longer than the {@code lock_timeout} of the session. */
    LOCKED,

    /**
     * A constraint or a trigger of the application refused the change.
     * {@link RosterOutcome.Synchronized#firstFailure()} has the SQLSTATE.
     */
    REFUSED_BY_DATABASE
}
