package io.github.useremails.guard;

/** What happens when a deprecated column is used. */
public enum GuardMode {

    /** The call fails with a {@link DeprecatedColumnException}; nothing is sent to the database. For development and tests. */
    RAISE,

    /** The call works, and is logged once for each call site and interval. For staging and production. */
    LOG,

    /** Nothing is looked at and nothing is counted. */
    OFF
}
