package io.github.useremails.domain.upkeep;

import io.github.useremails.domain.UserId;
import java.util.List;

/**
 * A promise that is broken somewhere.
 *
 * @param rule which one, in words
 * @param cases how often
 * @param examples some of the users concerned, in the order of their ids; none where it concerns no user
 */
public record Inconsistency(String rule, long cases, List<UserId> examples) {

    /**
     * Takes the parts, the list copied.
     *
     * @param rule which promise
     * @param cases how often
     * @param examples some users
     */
    public Inconsistency {
        examples = List.copyOf(examples);
    }
}
