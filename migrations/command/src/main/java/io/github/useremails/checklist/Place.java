package io.github.useremails.checklist;

import io.github.useremails.exit.Refusal;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the caller wants to mark: a line, a file or a folder. */
record Place(String text, SourcePath path, OptionalInt line) {

    private static final Pattern LINE = Pattern.compile("(?s)(.+?):([0-9]{1,9})(?::[0-9]*:?)?");

    /** Also accepts the output of {@code list} before the verdict, with the column. Throws a {@link Refusal}. */
    static Place parse(String text) {
        Matcher matcher = LINE.matcher(text);
        try {
            return matcher.matches()
                    ? new Place(text, path(matcher.group(1)), OptionalInt.of(Integer.parseInt(matcher.group(2))))
                    : new Place(text, path(text), OptionalInt.empty());
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(text + " does not name a file: " + e.getMessage() + ".");
        }
    }

    /** The mentions there that can be marked. Throws a {@link Refusal} if there are none. */
    List<ChecklistItem> of(Checklist checklist) {
        List<ChecklistItem> there = there(checklist);
        if (there.isEmpty()) {
            throw Refusal.unable(text + " mentions none of the words. Nothing was marked.");
        }
        List<ChecklistItem> markable =
                there.stream().filter(item -> !item.isMarked()).toList();
        if (markable.isEmpty()) {
            throw Refusal.unable(text + " has a marker in the code, which takes precedence. Nothing was marked.");
        }
        return markable;
    }

    /** The name of a file may end like a line number. */
    private List<ChecklistItem> there(Checklist checklist) {
        List<ChecklistItem> inside =
                line.isPresent() && text.startsWith("\"") ? List.of() : inside(checklist, path(text));
        if (!inside.isEmpty() || line.isEmpty()) {
            return inside;
        }
        return checklist.items().stream()
                .filter(item -> item.mention().path().equals(path))
                .filter(item -> item.mention().line() == line.getAsInt())
                .toList();
    }

    private static List<ChecklistItem> inside(Checklist checklist, SourcePath folder) {
        return checklist.items().stream()
                .filter(item ->
                        folder.name().equals(".") || item.mention().path().isAtOrBelow(folder))
                .toList();
    }

    private static SourcePath path(String shown) {
        return SourcePath.parse(shown.replaceFirst("^(\\./)+", "").replaceFirst("(?<=.)/+$", ""));
    }
}
