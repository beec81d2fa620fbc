package io.github.useremails.checklist;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The owners of files, from a CODEOWNERS file: the last pattern that matches counts. Section headings are
 * ignored.
 *
 * @param rules the last one first
 */
record CodeOwners(List<Rule> rules) {

    private static final List<String> PLACES = List.of(".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS");
    private static final Pattern LINE = Pattern.compile("\\s*((?:\\\\.|[^\\s\\\\])+)(.*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    record Rule(OwnerPattern pattern, List<String> owners) {}

    /** Reads the first file that exists; without one, files have no owners. */
    static CodeOwners in(Snapshot snapshot) throws IOException, InterruptedException {
        for (String place : PLACES) {
            Optional<String> text = snapshot.text(place);
            if (text.isPresent()) {
                return parse(text.get());
            }
        }
        return new CodeOwners(List.of());
    }

    static CodeOwners parse(String text) {
        List<Rule> rules = new ArrayList<>();
        text.lines()
                .map(line -> LINE.matcher(COMMENT.matcher(line).replaceFirst("")))
                .filter(Matcher::matches)
                .filter(line -> !line.group(1).startsWith("[") && !line.group(1).startsWith("^["))
                .forEach(line -> rules.add(0, rule(line.group(1), line.group(2))));
        return new CodeOwners(List.copyOf(rules));
    }

    /** Empty if the file has no owner. */
    List<String> of(SourcePath path) {
        List<String> segments = path.segments();
        return rules.stream()
                .filter(rule -> rule.pattern().matches(segments))
                .findFirst()
                .map(Rule::owners)
                .orElse(List.of());
    }

    private static Rule rule(String pattern, String owners) {
        return new Rule(
                OwnerPattern.parse(pattern),
                owners.isBlank() ? List.of() : List.of(owners.strip().split("\\s+")));
    }
}
