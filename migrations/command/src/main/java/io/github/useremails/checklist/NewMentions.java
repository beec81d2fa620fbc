package io.github.useremails.checklist;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Mentions that did not exist before. A line that was moved is not new, a line that was copied is. */
final class NewMentions {

    private NewMentions() {}

    static List<ChecklistItem> since(Collection<Mention> before, Collection<ChecklistItem> now) {
        Set<MentionKey> stayed = before.stream().map(Mention::key).collect(Collectors.toCollection(HashSet::new));
        stayed.retainAll(now.stream().map(item -> item.mention().key()).collect(Collectors.toSet()));
        Map<String, Integer> moved = new HashMap<>();
        for (Mention mention : before) {
            if (!stayed.contains(mention.key())) {
                moved.merge(mention.key().fingerprint(), 1, Integer::sum);
            }
        }
        return now.stream()
                .filter(item -> !stayed.contains(item.mention().key()))
                .filter(item -> moved.merge(item.mention().key().fingerprint(), -1, Integer::sum) < 0)
                .toList();
    }
}
