package io.github.useremails.migrations;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A piece of SQL that becomes part of a function of the migrations. The owner of the migrations writes it, so this
 * detects mistakes, not attacks: text that would end the expression around it, and fail far from its cause or not at
 * all.
 */
record SqlText(String value) {

    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$([A-Za-z_][A-Za-z_0-9]*)?\\$");

    static String expression(String what, String value) {
        Objects.requireNonNull(value, what);
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
        return enclosed(what, value);
    }

    static String enclosed(String what, String value) {
        Objects.requireNonNull(value, what);
        if (value.contains("${") || DOLLAR_QUOTE.matcher(value).find() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    what + " must not contain $$, another dollar quote, ${ or a null character");
        }
        new SqlText(value).requireEnclosed(what);
        return value;
    }

    private void requireEnclosed(String what) {
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'' || c == '"') {
                i = value.indexOf(c, i + 1);
                if (i < 0) {
                    throw new IllegalArgumentException(what + " must not contain an unclosed quote");
                }
            } else if (c == ';' || value.startsWith("--", i) || value.startsWith("/*", i)) {
                throw new IllegalArgumentException(what + " must not contain a semicolon or a comment");
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                break;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException(what + " must not contain unbalanced parentheses");
        }
    }
}
