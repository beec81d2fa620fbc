package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The verdicts on mentions without a marker: a text with one line for each mention, sorted, so that git can merge it.
 *
 * @param words to search for; empty if the text names none
 * @param verdicts by mention
 */
record Baseline(NavigableSet<String> words, NavigableMap<MentionKey, Verdict> verdicts) {

    private static final String HEADER = """
            # The checklist of useremails. A line a mention: verdict (todo, fine, unreviewed), line, file.
            # After a conflict run "useremails checklist baseline".
            """;

    private static final Pattern WORD = Pattern.compile("word (\\S+)");
    private static final Pattern ENTRY =
            Pattern.compile("(todo|fine|unreviewed) ([0-9a-f]{16})\\.([1-9][0-9]{0,8}) (.+)");

    Baseline {
        words = Collections.unmodifiableNavigableSet(new TreeSet<>(words));
        verdicts = Collections.unmodifiableNavigableMap(new TreeMap<>(verdicts));
    }

    static Baseline empty() {
        return new Baseline(new TreeSet<>(), new TreeMap<>());
    }

    /**
     * Parses the output of {@link #text()}, even with the lines that git leaves in a conflict. Both sides count then,
     * and of two verdicts the stricter one. Throws a {@link Refusal} for any other line.
     */
    static Baseline parse(String text) {
        NavigableSet<String> words = new TreeSet<>();
        NavigableMap<MentionKey, Verdict> verdicts = new TreeMap<>();
        boolean isOfTheAncestor = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.startsWith("|||||||")) {
                isOfTheAncestor = true;
            } else if (line.startsWith("=======")) {
                isOfTheAncestor = false;
            } else if (!isOfTheAncestor && saysSomething(line)) {
                read(line, number, words, verdicts);
            }
        }
        return new Baseline(words, verdicts);
    }

    String text() {
        StringBuilder text = new StringBuilder(HEADER);
        words.forEach(word -> text.append("word ").append(word).append('\n'));
        verdicts.forEach((key, verdict) -> text.append(verdict.word())
                .append(' ')
                .append(key.fingerprint())
                .append('.')
                .append(key.ordinal())
                .append(' ')
                .append(key.path().shown())
                .append('\n'));
        return text.toString();
    }

    private static boolean saysSomething(String line) {
        return !line.isBlank() && !line.startsWith("#") && !line.startsWith("<<<<<<<") && !line.startsWith(">>>>>>>");
    }

    private static void read(
            String line, int number, NavigableSet<String> words, NavigableMap<MentionKey, Verdict> verdicts) {
        Matcher word = WORD.matcher(line);
        if (word.matches()) {
            words.add(word.group(1));
            return;
        }
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            throw Refusal.usage("Line " + number + " of the baseline is not a line of a checklist.");
        }
        MentionKey key = new MentionKey(path(entry.group(4), number), entry.group(2), Integer.parseInt(entry.group(3)));
        verdicts.merge(key, Verdict.named(entry.group(1)), Verdict::or);
    }

    private static SourcePath path(String shown, int number) {
        try {
            return SourcePath.parse(shown);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("Line " + number + " of the baseline does not name a file: " + e.getMessage() + ".");
        }
    }
}
