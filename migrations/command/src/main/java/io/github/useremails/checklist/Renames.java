package io.github.useremails.checklist;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches new files with deleted ones: the new file with the most common lines, among several of these the one
 * whose path ends most alike, and none if the match is ambiguous.
 */
final class Renames {

    private record Line(String fingerprint, int ordinal) {}

    private record Pair(SourcePath gone, SourcePath came) {}

    private record Candidate(Pair pair, int lines, int segments) {

        static final Comparator<Candidate> LIKENESS =
                Comparator.comparingInt(Candidate::lines).thenComparingInt(Candidate::segments);
    }

    private Renames() {}

    /** Returns the former paths by the new ones. */
    static Map<SourcePath, SourcePath> between(Collection<MentionKey> gone, Collection<MentionKey> came) {
        List<Candidate> candidates = candidates(gone, came);
        Map<SourcePath, List<Candidate>> bestOfGone = new HashMap<>();
        Map<SourcePath, List<Candidate>> bestOfCame = new HashMap<>();
        for (Candidate candidate : candidates) {
            compete(candidate, bestOfGone.computeIfAbsent(candidate.pair().gone(), path -> new ArrayList<>()));
            compete(candidate, bestOfCame.computeIfAbsent(candidate.pair().came(), path -> new ArrayList<>()));
        }
        Map<SourcePath, SourcePath> renames = new HashMap<>();
        for (Candidate candidate : candidates) {
            Pair pair = candidate.pair();
            List<Candidate> alone = List.of(candidate);
            if (alone.equals(bestOfGone.get(pair.gone())) && alone.equals(bestOfCame.get(pair.came()))) {
                renames.put(pair.came(), pair.gone());
            }
        }
        return renames;
    }

    private static void compete(Candidate candidate, List<Candidate> best) {
        int order = best.isEmpty() ? 0 : Candidate.LIKENESS.compare(candidate, best.get(0));
        if (order > 0) {
            best.clear();
        }
        if (order >= 0) {
            best.add(candidate);
        }
    }

    private static List<Candidate> candidates(Collection<MentionKey> gone, Collection<MentionKey> came) {
        Map<Line, List<SourcePath>> goneByLine = new HashMap<>();
        for (MentionKey key : gone) {
            goneByLine
                    .computeIfAbsent(new Line(key.fingerprint(), key.ordinal()), line -> new ArrayList<>())
                    .add(key.path());
        }
        Map<Pair, Integer> lines = new HashMap<>();
        for (MentionKey key : came) {
            for (SourcePath path : goneByLine.getOrDefault(new Line(key.fingerprint(), key.ordinal()), List.of())) {
                lines.merge(new Pair(path, key.path()), 1, Integer::sum);
            }
        }
        List<Candidate> candidates = new ArrayList<>();
        lines.forEach((pair, count) -> candidates.add(new Candidate(pair, count, commonEnd(pair))));
        return candidates;
    }

    private static int commonEnd(Pair pair) {
        List<String> gone = pair.gone().segments();
        List<String> came = pair.came().segments();
        int common = 0;
        while (common < Math.min(gone.size(), came.size())
                && gone.get(gone.size() - 1 - common).equals(came.get(came.size() - 1 - common))) {
            common++;
        }
        return common;
    }
}
