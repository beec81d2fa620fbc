package io.github.useremails.guard;

/** What a finding rests on, the surest first. */
public enum FoundBy {

    /** The old accessor was called. */
    ACCESSOR,

    /** jOOQ's model of the query has the column in it. */
    QUERY_MODEL,

    /** The text of the statement was parsed. */
    PARSER,

    /** The text could not be parsed; table and column are both mentioned in it. May be wrong. */
    TOKENS
}
