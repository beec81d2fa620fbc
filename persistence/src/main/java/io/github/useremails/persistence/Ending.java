package io.github.useremails.persistence;

/** What the last writes of a change may take along, so that no round trip is spent on it. */
enum Ending {
    /** The commit, in a transaction of the library's own. What fails before it keeps it from happening. */
    COMMIT,

    /** Nothing: more statements follow, or the transaction is somebody else's. */
    NONE
}
