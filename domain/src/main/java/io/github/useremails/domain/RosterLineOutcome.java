package io.github.useremails.domain;

/** What comes of a line of a roster. */
public sealed interface RosterLineOutcome {

    /**
     * The person, as the roster names it.
     *
     * @return the institution's own key
     */
    String externalKey();

    /**
     * The institution vouches for the address from now on. The user had confirmed it.
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
     * Nothing is changed for the person, and somebody has to look.
     *
     * @param externalKey the person
     * @param reason why
     */
    record Conflict(String externalKey, RosterConflict reason) implements RosterLineOutcome {}
}
