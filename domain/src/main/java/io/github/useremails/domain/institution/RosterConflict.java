package io.github.useremails.domain.institution;

/** The reason why a line of a roster changes nothing, or why a user was not released. */
public enum RosterConflict {

    /** The address is in a domain that the institution has not verified. */
    DOMAIN_NOT_VERIFIED,

    /**
     * Another line has the same key with a different address, or the same address with a different key. All of them are
     * ignored.
     */
    DUPLICATE_LINE,

    /**
     * Several lines name the same user, who has confirmed their addresses or is known by their keys. All of them are
     * ignored.
     */
    SEVERAL_LINES_FOR_ONE_USER,

    /** A user other than the one known by the key has claimed the address, and this roster does not release it. */
    BELONGS_TO_ANOTHER_USER,

    /**
     * The user is, or was, known by another key of the same institution: the key changed, or the address was
     * reassigned. If the roster does not name that other key, the same roster releases the user. If the key of a person
     * changed, {@linkplain InstitutionRosters#forget forget} the old one.
     */
    BELONGS_TO_ANOTHER_MEMBER,

    /** Another institution manages an address of the user, and a user can have only one institution-managed address. */
    MANAGED_BY_ANOTHER_INSTITUTION,

    /**
     * The line would give the user a second address, and a user has one address until the contract step of the move.
     */
    ONE_ADDRESS_UNTIL_CONTRACT,

    /**
     * A listener threw an exception when it received an event of the user. Its writes for the user were rolled back.
     * {@link RosterOutcome.Synchronized#firstFailure()} names the exception.
     */
    LISTENER_FAILED,

    /** Another transaction held the lock of the user for longer than the {@code lock_timeout} of the session. */
    LOCKED,

    /**
     * A constraint or a trigger of the application rejected the change.
     * {@link RosterOutcome.Synchronized#firstFailure()} contains the SQLSTATE.
     */
    REFUSED_BY_DATABASE
}
