package io.github.useremails.legacy;

import java.util.List;
import java.util.Set;

/**
 * One way to look for uses, and what it found.
 *
 * @param name as the page has it
 * @param findings all, of planted uses, decoys, and what is neither
 */
record Finder(String name, Set<Finding> findings) {

    boolean finds(Reference reference) {
        return findings.stream().anyMatch(finding -> finding.is(reference));
    }

    long found(List<Reference> references) {
        return references.stream().filter(this::finds).count();
    }

    /** What nobody planted. */
    List<Finding> strangers(List<Reference> planted, List<Reference> decoys) {
        return findings.stream()
                .filter(finding -> planted.stream().noneMatch(finding::is)
                        && decoys.stream().noneMatch(finding::is))
                .toList();
    }
}
