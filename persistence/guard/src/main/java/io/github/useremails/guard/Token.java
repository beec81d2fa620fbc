package io.github.useremails.guard;

/**
 * A word or a sign of SQL; a literal or a parameter has no text.
 *
 * @param text as PostgreSQL reads it: in lower case, unless quoted
 * @param kind the kind of word
 */
record Token(String text, Kind kind) {

    enum Kind {
        WORD,
        QUOTED,
        SIGN,
        VALUE
    }

    static final Token NONE = new Token("", Kind.VALUE);

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    boolean is(String wanted) {
        return kind != Kind.QUOTED && kind != Kind.VALUE && text.equals(wanted);
    }
}
