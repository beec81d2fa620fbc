package io.github.useremails.checklist;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All mentions with their verdicts.
 *
 * @param items in the order of files and lines
 * @param done what the baseline contains and the code no longer does
 */
record Checklist(List<ChecklistItem> items, NavigableMap<MentionKey, Verdict> done) {

    /** Finds the marker of each mention, or its verdict in the baseline, even if its file was renamed. */
    static Checklist of(Collection<Mention> mentions, Baseline baseline, Set<SourcePath> files) {
        NavigableMap<MentionKey, Verdict> left = new TreeMap<>(baseline.verdicts());
        mentions.forEach(mention -> left.remove(mention.key()));
        Map<SourcePath, SourcePath> renames = renames(mentions, baseline, left, files);
        List<ChecklistItem> items = new ArrayList<>();
        for (Mention mention : mentions) {
            Optional<MentionKey> entry = Optional.of(mention.key())
                    .map(key -> key.at(renames.getOrDefault(key.path(), key.path())))
                    .filter(baseline.verdicts()::containsKey);
            entry.ifPresent(left::remove);
            Verdict verdict = mention.marked()
                    .or(() -> entry.map(baseline.verdicts()::get))
                    .orElse(Verdict.UNREVIEWED);
            items.add(new ChecklistItem(mention, verdict, entry));
        }
        return new Checklist(items, left);
    }

    Counts counts() {
        Counts counts = Counts.NONE;
        for (ChecklistItem item : items) {
            counts = counts.plus(item.verdict());
        }
        return counts;
    }

    /** Returns a baseline with the verdicts of the mentions without a marker. */
    Baseline toBaseline(Collection<String> words) {
        NavigableMap<MentionKey, Verdict> verdicts = new TreeMap<>();
        for (ChecklistItem item : items) {
            if (!item.isMarked()) {
                verdicts.put(item.mention().key(), item.verdict());
            }
        }
        return new Baseline(new TreeSet<>(words), verdicts);
    }

    private static Map<SourcePath, SourcePath> renames(
            Collection<Mention> mentions,
            Baseline baseline,
            NavigableMap<MentionKey, Verdict> left,
            Set<SourcePath> files) {
        Set<SourcePath> known = new HashSet<>();
        baseline.verdicts().keySet().forEach(key -> known.add(key.path()));
        List<MentionKey> gone = left.keySet().stream()
                .filter(key -> !files.contains(key.path()))
                .toList();
        List<MentionKey> came = mentions.stream()
                .map(Mention::key)
                .filter(key -> !known.contains(key.path()))
                .toList();
        return Renames.between(gone, came);
    }
}
