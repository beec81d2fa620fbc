package io.github.useremails.domain.institution;

import io.github.useremails.domain.UserId;

/** What comes of a line of a roster. */
public sealed interface RosterLineOutcome {

    /**
     * The person, as the roster names it.
     *
     * @return the institution's own key
     */
    String externalKey();

    /**
     * The institution vouches for the address from now on. The user had confirmed it, or is known by the key from an
     * earlier roster, has been released meanwhile and is back.
     *
     * @param externalKey the person
     * @param user who it is
     */
    record Claimed(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * The person has another address from the institution, and the one before is released.
     *
     * @param externalKey the person
     * @param user who it is
     */
    record Moved(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * The institution vouches for the address already.
     *
     * @param externalKey the person
     * @param user who it is
     */
    record Unchanged(String externalKey, UserId user) implements RosterLineOutcome {}

    /**
     * No user has confirmed the address, so nobody is known to be the person. As soon as somebody confirms it, the next
     * roster claims it.
     *
     * @param externalKey the person
     */
    record Unknown(String externalKey) implements RosterLineOutcome {}

    /**
     * The line changes nothing, and somebody has to look. The user who has the address is released by the same roster
     * if the institution manages it and no line names that user's key: see
     * {@link RosterConflict#BELONGS_TO_ANOTHER_MEMBER}.
     *
     * @param externalKey the person
     * @param reason why
     */
    record Conflict(String externalKey, RosterConflict reason) implements RosterLineOutcome {}
}
