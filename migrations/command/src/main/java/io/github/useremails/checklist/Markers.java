package io.github.useremails.checklist;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments at the end of a line that give its verdict: a sign, or a word of the caller's choice. */
final class Markers {

    private static final String TODO_SIGN = "\u2709";
    private static final String FINE_SIGNS = "\u2713|\u2705";
    private static final String EMOJI_STYLE = "\ufe0f";

    private static final String OPENER =
            "(?:/{2,}|/\\*+|#+|-{2,}|<!--|<%--|\\{#|\\{-|\\(\\*|;+|%+|(?<!\\w)(?i:rem)(?!\\w)|')";
    private static final String CLOSER = "(?:\\*+/|-->|--%>|%>|\\?>|#\\}|-\\}|\\*\\}|\\*\\)|\\}\\})";

    private final Pattern pattern;

    Markers(String todo, String fine) {
        pattern = Pattern.compile("\\s*" + OPENER + "?\\s*(?:" + marker("todo", TODO_SIGN, todo) + "|"
                + marker("fine", FINE_SIGNS, fine) + ")\\s*" + CLOSER + "?\\s*\\z");
    }

    /** A marker, and the start of the comment that contains nothing else. */
    record Found(Verdict verdict, int start) {}

    /** Searches the end of a line of unknown encoding, whose bytes are decoded as ISO 8859-1. */
    Optional<Found> find(String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Verdict verdict = matcher.group("todo") != null ? Verdict.TODO : Verdict.FINE;
        return Optional.of(new Found(verdict, matcher.start()));
    }

    private static String marker(String group, String signs, String word) {
        return "(?<" + group + ">(?:" + bytes(signs) + ")(?:" + bytes(EMOJI_STYLE) + ")?|(?<!\\w)(?<!\\w-)"
                + Pattern.quote(bytes(word)) + ")";
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
