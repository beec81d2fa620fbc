package io.github.useremails.guard;

/** What happens when a deprecated column is used. */
public enum GuardMode {

    /**
     * The call fails with a {@link DeprecatedColumnException}, before anything is sent to the database. For development
     * and tests.
     */
    RAISE,

    /** The call succeeds, and is logged once for each call site and interval. For staging and production. */
    LOG,

    /** Nothing is checked or counted. */
    OFF
}
