package io.github.useremails.domain.institution;

import io.github.useremails.domain.UserId;

/** The outcome of one line of a roster. */
public sealed interface RosterLineOutcome {

    /**
     * Returns the institution's own key of the person.
     *
     * @return the key
     */
    String externalKey();

    /**
     * The institution now vouches for the address. The user had confirmed it, or has returned after a release and is
     * known by the key from an earlier roster.
     *
     * @param externalKey the key of the person
     * @param user the user
     */
    record Claimed(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * The institution gave the person another address, and the previous one is released.
     *
     * @param externalKey the key of the person
     * @param user the user
     */
    record Moved(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * The institution already vouches for the address.
     *
     * @param externalKey the key of the person
     * @param user the user
     */
    record Unchanged(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * No user has confirmed the address, so the user of the person is unknown. Once a user confirms it, the next roster
     * claims it.
     *
     * @param externalKey the key of the person
     */
    record Unknown(String externalKey) implements RosterLineOutcome {}

    /**
     * The line changes nothing, and a person should review it. The user who has the address is released by the same
     * roster if the institution manages the address and no line names that user's key: see
     * {@link RosterConflict#BELONGS_TO_ANOTHER_MEMBER}.
     *
     * @param externalKey the key of the person
     * @param reason the reason
     */
    record Conflict(String externalKey, RosterConflict reason) implements RosterLineOutcome {}
}
