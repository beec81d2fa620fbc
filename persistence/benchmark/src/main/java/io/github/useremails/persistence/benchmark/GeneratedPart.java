package io.github.useremails.persistence.benchmark;

/** The part of a page that a command writes; all around it is written by hand and stays. */
record GeneratedPart(String name) {

    /**
     * Puts new text between the marks.
     *
     * @throws IllegalArgumentException unless both marks are there once, the beginning before the end
     */
    String replacedIn(String page, String text) {
        return page.substring(0, start(page)) + "\n\n" + text.strip() + "\n\n" + page.substring(end(page));
    }

    /** What stands between the marks, without the blank lines. */
    String of(String page) {
        return page.substring(start(page), end(page)).strip();
    }

    private int start(String page) {
        return once(page, begin()) + begin().length();
    }

    private int end(String page) {
        int end = once(page, "<!-- end of " + name + " -->");
        if (end < start(page)) {
            throw new IllegalArgumentException(name + " ends before it begins");
        }
        return end;
    }

    private String begin() {
        return "<!-- " + name + ", written by the command -->";
    }

    private static int once(String page, String mark) {
        int place = page.indexOf(mark);
        if (place < 0 || page.indexOf(mark, place + 1) >= 0) {
            throw new IllegalArgumentException("the page has not exactly one line " + mark);
        }
        return place;
    }
}
