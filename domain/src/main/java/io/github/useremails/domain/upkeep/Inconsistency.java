package io.github.useremails.domain.upkeep;

import io.github.useremails.domain.UserId;
import java.util.List;

/**
 * A rule that stored data breaks.
 *
 * @param rule the rule, in words
 * @param cases how many rows break it
 * @param examples some of the users concerned, in the order of their ids; empty if the rule does not concern users
 */
public record Inconsistency(String rule, long cases, List<UserId> examples) {

    /**
     * Creates an inconsistency. The list is copied.
     *
     * @param rule the rule
     * @param cases how many rows break it
     * @param examples some of the users concerned
     */
    public Inconsistency {
        examples = List.copyOf(examples);
    }
}
