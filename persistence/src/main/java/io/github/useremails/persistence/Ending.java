package io.github.useremails.persistence;

/** What the last statement of a change may take along, so that no round trip is spent on it. */
enum Ending {
    /** The commit, in a transaction of the library's own. */
    COMMIT("; commit"),

    /** Nothing: more statements follow, or the transaction is somebody else's. */
    NONE("");

    private final String sql;

    Ending(String sql) {
        this.sql = sql;
    }

    /** The same statements with this ending, to be sent together. A failure of one of them leaves the ending out. */
    String after(String statements) {
        return statements + sql;
    }
}
