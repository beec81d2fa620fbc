package io.github.useremails.checklist;

/** The number of mentions by verdict. */
record Counts(int todo, int fine, int unreviewed) {

    static final Counts NONE = new Counts(0, 0, 0);

    int all() {
        return todo + fine + unreviewed;
    }

    Counts plus(Verdict verdict) {
        return switch (verdict) {
            case TODO -> new Counts(todo + 1, fine, unreviewed);
            case FINE -> new Counts(todo, fine + 1, unreviewed);
            case UNREVIEWED -> new Counts(todo, fine, unreviewed + 1);
        };
    }

    @Override
    public String toString() {
        return todo + " todo, " + fine + " fine, " + unreviewed + " unreviewed: " + all() + " in all.";
    }
}
