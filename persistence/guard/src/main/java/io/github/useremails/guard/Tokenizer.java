package io.github.useremails.guard;

import io.github.useremails.guard.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits PostgreSQL's SQL into words. Comments are skipped; literals keep their position and lose their content. Only
 * the body of {@code do} is code, and is split too. An unclosed quote or comment extends to the end.
 */
final class Tokenizer {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:(\\\\)|\\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))");

    private final String sql;
    private final List<Token> words = new ArrayList<>();
    private int at;
    private int start;

    private Tokenizer(String sql) {
        this.sql = sql;
    }

    static List<Token> of(String sql) {
        Tokenizer cut = new Tokenizer(sql);
        while (cut.at < sql.length()) {
            cut.next();
        }
        return cut.words;
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            at = after("\n", at);
        } else if (sql.startsWith("/*", at)) {
            skipComment();
        } else if (c == '\'') {
            literal(at + 1, false);
        } else if ((c == 'e' || c == 'E') && sql.startsWith("'", at + 1)) {
            literal(at + 2, true);
        } else if (c == '"') {
            quotedName(at + 1, false);
        } else if (sql.regionMatches(true, at, "U&\"", 0, 3)) {
            quotedName(at + 3, true);
        } else if (c == '$' && dollarTag() != null) {
            dollarQuoted();
        } else if (isNameStart(c)) {
            words.add(new Token(name().toLowerCase(Locale.ROOT), Kind.WORD));
        } else if (Character.isDigit(c) || c == '$' || c == '?' || isNamedParameter(c)) {
            at++;
            name();
            words.add(Token.NONE);
        } else {
            sign(c);
        }
    }

    private void sign(char c) {
        at++;
        words.add(new Token(String.valueOf(c), Kind.SIGN));
        if (c == ';') {
            start = words.size();
        }
    }

    private boolean isNamedParameter(char c) {
        return c == ':'
                && at + 1 < sql.length()
                && isNameStart(sql.charAt(at + 1))
                && (at == 0 || sql.charAt(at - 1) != ':');
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private String name() {
        int from = at;
        while (at < sql.length()
                && (isNameStart(sql.charAt(at)) || Character.isDigit(sql.charAt(at)) || sql.charAt(at) == '$')) {
            at++;
        }
        return sql.substring(from, at);
    }

    private void skipComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
    }

    private void literal(int from, boolean backslashes) {
        int end = from;
        while (end < sql.length() && (sql.charAt(end) != '\'' || sql.startsWith("''", end))) {
            boolean two = sql.charAt(end) == '\'' || (backslashes && sql.charAt(end) == '\\');
            end += two ? 2 : 1;
        }
        end = Math.min(end, sql.length());
        at = Math.min(end + 1, sql.length());
        value(sql.substring(from, end).replace("''", "'"));
    }

    private void quotedName(int from, boolean escapes) {
        StringBuilder name = new StringBuilder();
        int end = from;
        while (end < sql.length() && (sql.charAt(end) != '"' || sql.startsWith("\"\"", end))) {
            name.append(sql.charAt(end));
            end += sql.charAt(end) == '"' ? 2 : 1;
        }
        at = Math.min(end + 1, sql.length());
        words.add(new Token(escapes ? unescaped(name.toString()) : name.toString(), Kind.QUOTED));
    }

    private static String unescaped(String name) {
        return ESCAPE.matcher(name).replaceAll(escape -> Matcher.quoteReplacement(character(escape)));
    }

    private static String character(MatchResult escape) {
        if (escape.group(1) != null) {
            return "\\";
        }
        String digits = escape.group(2) != null ? escape.group(2) : escape.group(3);
        int point = Integer.parseInt(digits, 16);
        return Character.isValidCodePoint(point) ? Character.toString(point) : "";
    }

    private @Nullable String dollarTag() {
        int end = at + 1;
        while (end < sql.length()
                && (isNameStart(sql.charAt(end)) || (end > at + 1 && Character.isDigit(sql.charAt(end))))) {
            end++;
        }
        return end < sql.length() && sql.charAt(end) == '$' ? sql.substring(at, end + 1) : null;
    }

    private void dollarQuoted() {
        String tag = Objects.requireNonNull(dollarTag());
        int from = at + tag.length();
        at = after(tag, from);
        int end = sql.startsWith(tag, at - tag.length()) && at - tag.length() >= from ? at - tag.length() : at;
        value(sql.substring(from, end));
    }

    private int after(String wanted, int from) {
        int found = sql.indexOf(wanted, from);
        return found < 0 ? sql.length() : found + wanted.length();
    }

    private void value(String content) {
        boolean code = words.size() > start && words.get(start).is("do");
        if (code) {
            words.add(new Token(";", Kind.SIGN));
            words.addAll(of(content));
        } else {
            words.add(Token.NONE);
        }
    }
}
