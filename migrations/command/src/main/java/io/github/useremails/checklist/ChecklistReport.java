package io.github.useremails.checklist;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The number of mentions.
 *
 * @param all in total
 * @param folders by folder
 * @param owners by owner; the mentions of a file with several owners count for each of them
 */
record ChecklistReport(Counts all, NavigableMap<String, Counts> folders, NavigableMap<String, Counts> owners) {

    private static final String NOBODY = "(nobody)";

    static ChecklistReport of(Checklist checklist, CodeOwners codeOwners, int depth) {
        NavigableMap<String, Counts> folders = new TreeMap<>();
        NavigableMap<String, Counts> owners = new TreeMap<>();
        Map<SourcePath, List<String>> ownersOfPaths = new HashMap<>();
        for (ChecklistItem item : checklist.items()) {
            SourcePath path = item.mention().path();
            count(path.folder(depth).shown(), item, folders);
            List<String> ofThePath = ownersOfPaths.computeIfAbsent(path, codeOwners::of);
            if (ofThePath.isEmpty()) {
                count(NOBODY, item, owners);
            }
            ofThePath.stream().distinct().forEach(owner -> count(owner, item, owners));
        }
        return new ChecklistReport(checklist.counts(), folders, owners);
    }

    List<String> text() {
        TextTable table = new TextTable();
        table.add("", "todo", "fine", "unreviewed", "all");
        table.add("everywhere", all);
        table.add("");
        table.add("by folder");
        folders.forEach(table::add);
        table.add("");
        table.add("by owner");
        owners.forEach(table::add);
        return table.lines().stream().map(String::stripTrailing).toList();
    }

    String json() {
        return "{\"all\":" + json(all) + ",\"folders\":" + json(folders) + ",\"owners\":" + json(owners) + "}";
    }

    private static void count(String name, ChecklistItem item, NavigableMap<String, Counts> counts) {
        counts.put(name, counts.getOrDefault(name, Counts.NONE).plus(item.verdict()));
    }

    private static String json(NavigableMap<String, Counts> counts) {
        List<String> members = counts.entrySet().stream()
                .map(entry -> JsonText.quote(entry.getKey()) + ":" + json(entry.getValue()))
                .toList();
        return "{" + String.join(",", members) + "}";
    }

    private static String json(Counts counts) {
        return "{\"todo\":" + counts.todo() + ",\"fine\":" + counts.fine() + ",\"unreviewed\":" + counts.unreviewed()
                + ",\"all\":" + counts.all() + "}";
    }
}
