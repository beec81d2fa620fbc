package io.github.useremails.guard;

/** How a use was found, the most certain first. */
public enum FoundBy {

    /** The old accessor was called. */
    ACCESSOR,

    /** jOOQ's model of the query contains the column. */
    QUERY_MODEL,

    /** The text of the statement was parsed. */
    PARSER,

    /** The text could not be parsed, but mentions both table and column. May be wrong. */
    TOKENS
}
